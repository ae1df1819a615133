// AWS SDK for Go v2. Steps: ../README.md.
package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	sts_types "github.com/aws/aws-sdk-go-v2/service/sts/types"
	"github.com/aws/smithy-go"
)

var url = os.Getenv("URL")
var background = context.Background()
var sessions = map[string]aws.Config{}

// load reads the environment and files as the SDK does. Releases that do not know AWS_ENDPOINT_URL
// are sent to $URL by a resolver (endpoints_old.go).
func load(more ...func(*config.LoadOptions) error) (aws.Config, error) {
	return config.LoadDefaultConfig(background, append(more, elsewhere()...)...)
}

func fresh(words []string) (string, error) {
	var more []func(*config.LoadOptions) error
	if len(words) > 1 {
		more = append(more, config.WithSharedConfigProfile(words[1]))
	}
	made, err := load(more...)
	sessions[words[0]] = made
	return "", err
}

func whoami(words []string) (string, error) {
	reply, err := sts.NewFromConfig(sessions[words[0]]).GetCallerIdentity(
		background, &sts.GetCallerIdentityInput{})
	if err != nil {
		return "", err
	}
	return *reply.Arn, nil
}

func assume(words []string) (string, error) {
	input := &sts.AssumeRoleInput{RoleArn: aws.String(words[2]), RoleSessionName: aws.String(words[3])}
	for _, word := range words[4:] {
		key, value, _ := strings.Cut(word, "=")
		switch key {
		case "external-id":
			input.ExternalId = aws.String(value)
		case "seconds":
			seconds, _ := strconv.ParseInt(value, 10, 32)
			input.DurationSeconds = aws.Int32(int32(seconds))
		case "tag":
			tag, text, _ := strings.Cut(value, ":")
			input.Tags = []sts_types.Tag{{Key: aws.String(tag), Value: aws.String(text)}}
			input.TransitiveTagKeys = []string{tag}
		}
	}
	reply, err := sts.NewFromConfig(sessions[words[1]]).AssumeRole(background, input)
	if err != nil {
		return "", err
	}
	keys := reply.Credentials
	made, err := load(config.WithCredentialsProvider(credentials.NewStaticCredentialsProvider(
		*keys.AccessKeyId, *keys.SecretAccessKey, *keys.SessionToken)))
	sessions[words[0]] = made
	return *reply.AssumedRoleUser.Arn, err
}

func s3Client(name string) *s3.Client {
	return s3.NewFromConfig(sessions[name], func(options *s3.Options) {
		options.UsePathStyle = url != ""
	})
}

func getObject(words []string) (string, error) {
	reply, err := s3Client(words[0]).GetObject(
		background, &s3.GetObjectInput{Bucket: aws.String(words[1]), Key: aws.String(words[2])})
	if err != nil {
		return "", err
	}
	text, err := io.ReadAll(reply.Body)
	return string(text), err
}

func putObject(words []string) (string, error) {
	_, err := s3Client(words[0]).PutObject(background, &s3.PutObjectInput{
		Bucket: aws.String(words[1]), Key: aws.String(words[2]), Body: strings.NewReader("hello")})
	return "done", err
}

var item = map[string]types.AttributeValue{"id": &types.AttributeValueMemberS{Value: "o-1"}}

func putItem(words []string) (string, error) {
	_, err := dynamodb.NewFromConfig(sessions[words[0]]).PutItem(
		background, &dynamodb.PutItemInput{TableName: aws.String(words[1]), Item: item})
	return "done", err
}

func getItem(words []string) (string, error) {
	_, err := dynamodb.NewFromConfig(sessions[words[0]]).GetItem(
		background, &dynamodb.GetItemInput{TableName: aws.String(words[1]), Key: item})
	return "done", err
}

func post(words []string) (string, error) {
	reply, err := http.Post(os.Getenv("CONTROL")+words[0], "", strings.NewReader(strings.Join(words[1:], " ")))
	if err == nil {
		reply.Body.Close()
	}
	return "", err
}

func token(words []string) (string, error) {
	return "", os.WriteFile(os.Getenv("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"), []byte(words[0]), 0o600)
}

func describe(err error) string {
	var failure smithy.APIError
	if errors.As(err, &failure) {
		code := failure.ErrorCode()
		if code == "" {
			code = "-"
		}
		return fmt.Sprintf("refused %s %s", strings.TrimPrefix(fmt.Sprintf("%T", failure), "*"), code)
	}
	return fmt.Sprintf("refused %s -", strings.TrimPrefix(fmt.Sprintf("%T", err), "*"))
}

func main() {
	if len(os.Args) > 1 {
		fmt.Println(aws.SDKVersion)
		return
	}
	steps := map[string]func([]string) (string, error){
		"fresh": fresh, "whoami": whoami, "assume": assume, "get-object": getObject,
		"put-object": putObject, "put-item": putItem, "get-item": getItem, "post": post,
		"token": token}
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		words := strings.Fields(lines.Text())
		result, err := steps[words[0]](words[1:])
		if err != nil {
			result = describe(err)
		}
		if result != "" {
			fmt.Printf("%s %s: %s\n", words[0], words[1], result)
		}
	}
}
