// AWS SDK for Go v1. Steps: ../README.md.
package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go/aws"
	"github.com/aws/aws-sdk-go/aws/awserr"
	"github.com/aws/aws-sdk-go/aws/credentials"
	"github.com/aws/aws-sdk-go/aws/endpoints"
	"github.com/aws/aws-sdk-go/aws/session"
	"github.com/aws/aws-sdk-go/service/dynamodb"
	"github.com/aws/aws-sdk-go/service/s3"
	"github.com/aws/aws-sdk-go/service/sts"
)

var url = os.Getenv("URL")
var sessions = map[string]*session.Session{}

// elsewhere sends every service to $URL, those that the SDK itself calls for credentials, too.
func elsewhere() endpoints.Resolver {
	if url == "" {
		return nil
	}
	known := endpoints.DefaultResolver()
	return endpoints.ResolverFunc(func(service, region string, options ...func(*endpoints.Options)) (
		endpoints.ResolvedEndpoint, error) {
		// The metadata service has its own variable.
		if service == endpoints.Ec2metadataServiceID {
			return known.EndpointFor(service, region, options...)
		}
		return endpoints.ResolvedEndpoint{URL: url, SigningRegion: region}, nil
	})
}

func config() aws.Config {
	// Expired keys are tried again, ten times for DynamoDB, in the hope of new ones: a minute and a
	// half for keys that nobody renews.
	return aws.Config{EndpointResolver: elsewhere(), S3ForcePathStyle: aws.Bool(url != ""),
		MaxRetries: aws.Int(2)}
}

func fresh(words []string) (string, error) {
	options := session.Options{Config: config(), SharedConfigState: session.SharedConfigEnable}
	if len(words) > 1 {
		options.Profile = words[1]
	}
	made, err := session.NewSessionWithOptions(options)
	sessions[words[0]] = made
	return "", err
}

func whoami(words []string) (string, error) {
	reply, err := sts.New(sessions[words[0]]).GetCallerIdentity(&sts.GetCallerIdentityInput{})
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
			seconds, _ := strconv.ParseInt(value, 10, 64)
			input.DurationSeconds = aws.Int64(seconds)
		case "tag":
			tag, text, _ := strings.Cut(value, ":")
			input.Tags = []*sts.Tag{{Key: aws.String(tag), Value: aws.String(text)}}
			input.TransitiveTagKeys = []*string{aws.String(tag)}
		}
	}
	reply, err := sts.New(sessions[words[1]]).AssumeRole(input)
	if err != nil {
		return "", err
	}
	keys := reply.Credentials
	with := config()
	with.Credentials = credentials.NewStaticCredentials(
		*keys.AccessKeyId, *keys.SecretAccessKey, *keys.SessionToken)
	sessions[words[0]] = session.Must(session.NewSession(&with))
	return *reply.AssumedRoleUser.Arn, nil
}

func getObject(words []string) (string, error) {
	reply, err := s3.New(sessions[words[0]]).GetObject(
		&s3.GetObjectInput{Bucket: aws.String(words[1]), Key: aws.String(words[2])})
	if err != nil {
		return "", err
	}
	text, err := io.ReadAll(reply.Body)
	return string(text), err
}

func putObject(words []string) (string, error) {
	_, err := s3.New(sessions[words[0]]).PutObject(&s3.PutObjectInput{
		Bucket: aws.String(words[1]), Key: aws.String(words[2]), Body: strings.NewReader("hello")})
	return "done", err
}

var item = map[string]*dynamodb.AttributeValue{"id": {S: aws.String("o-1")}}

func putItem(words []string) (string, error) {
	_, err := dynamodb.New(sessions[words[0]]).PutItem(
		&dynamodb.PutItemInput{TableName: aws.String(words[1]), Item: item})
	return "done", err
}

func getItem(words []string) (string, error) {
	_, err := dynamodb.New(sessions[words[0]]).GetItem(
		&dynamodb.GetItemInput{TableName: aws.String(words[1]), Key: item})
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
	var failure awserr.RequestFailure
	if errors.As(err, &failure) {
		return "refused awserr.RequestFailure " + failure.Code()
	}
	var plain awserr.Error
	if errors.As(err, &plain) {
		return "refused awserr.Error " + plain.Code()
	}
	return "refused error -"
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
