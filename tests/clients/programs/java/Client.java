// AWS SDK for Java v2. Steps: ../README.md.
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.util.VersionInfo;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.Credentials;

public final class Client {
  private static final Map<String, AwsCredentialsProvider> sessions = new HashMap<>();
  private static final Map<String, AttributeValue> item = Map.of("id", AttributeValue.fromS("o-1"));

  private static StsClient sts(String name) {
    return StsClient.builder().credentialsProvider(sessions.get(name)).build();
  }

  private static S3Client s3(String name) {
    return S3Client.builder()
        .credentialsProvider(sessions.get(name))
        .forcePathStyle(System.getenv("URL") != null)
        .build();
  }

  private static DynamoDbClient dynamodb(String name) {
    return DynamoDbClient.builder().credentialsProvider(sessions.get(name)).build();
  }

  private static String fresh(List<String> words) {
    var builder = DefaultCredentialsProvider.builder();
    if (words.size() > 1) builder.profileName(words.get(1));
    sessions.put(words.get(0), builder.build());
    return null;
  }

  private static String assume(List<String> words) {
    AssumeRoleRequest.Builder wanted =
        AssumeRoleRequest.builder().roleArn(words.get(2)).roleSessionName(words.get(3));
    for (String word : words.subList(4, words.size())) {
      String[] pair = word.split("=", 2);
      if (pair[0].equals("external-id")) wanted.externalId(pair[1]);
      if (pair[0].equals("seconds")) wanted.durationSeconds(Integer.valueOf(pair[1]));
    }
    var reply = sts(words.get(1)).assumeRole(wanted.build());
    Credentials keys = reply.credentials();
    sessions.put(
        words.get(0),
        StaticCredentialsProvider.create(
            AwsSessionCredentials.create(
                keys.accessKeyId(), keys.secretAccessKey(), keys.sessionToken())));
    return reply.assumedRoleUser().arn();
  }

  private static String step(String word, List<String> words) throws Exception {
    String name = words.get(0);
    switch (word) {
      case "fresh":
        return fresh(words);
      case "whoami":
        return sts(name).getCallerIdentity().arn();
      case "assume":
        return assume(words);
      case "get-object":
        return s3(name)
            .getObjectAsBytes(call -> call.bucket(words.get(1)).key(words.get(2)))
            .asUtf8String();
      case "put-object":
        s3(name)
            .putObject(
                call -> call.bucket(words.get(1)).key(words.get(2)),
                RequestBody.fromString("hello"));
        return "done";
      case "put-item":
        dynamodb(name).putItem(call -> call.tableName(words.get(1)).item(item));
        return "done";
      case "get-item":
        dynamodb(name).getItem(call -> call.tableName(words.get(1)).key(item));
        return "done";
      case "post":
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(System.getenv("CONTROL") + name))
                    .POST(
                        HttpRequest.BodyPublishers.ofString(
                            String.join(" ", words.subList(1, words.size()))))
                    .build(),
                HttpResponse.BodyHandlers.discarding());
        return null;
      case "token":
        Files.writeString(
            Path.of(System.getenv("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE")), name);
        return null;
      default:
        return "cannot: " + word;
    }
  }

  public static void main(String[] arguments) throws Exception {
    if (arguments.length > 0) {
      System.out.println(VersionInfo.SDK_VERSION);
      return;
    }
    var lines = new BufferedReader(new InputStreamReader(System.in));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      List<String> words = Arrays.asList(line.split(" "));
      String result;
      try {
        result = step(words.get(0), words.subList(1, words.size()));
      } catch (AwsServiceException error) {
        result =
            "refused " + error.getClass().getSimpleName() + " " + error.awsErrorDetails().errorCode();
      } catch (SdkException error) {
        result = "refused " + error.getClass().getSimpleName() + " -";
      }
      if (result != null) System.out.println(words.get(0) + " " + words.get(1) + ": " + result);
    }
  }
}
