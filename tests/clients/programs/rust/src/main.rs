//! AWS SDK for Rust. Steps: ../../README.md.
use std::collections::HashMap;
use std::error::Error;
use std::io::{BufRead, Write};

use aws_config::{BehaviorVersion, SdkConfig};
use aws_credential_types::Credentials;
use aws_sdk_dynamodb::types::AttributeValue;
use aws_sdk_sts::error::{ProvideErrorMetadata, SdkError};

type Result = std::result::Result<String, String>;

/// `refused TYPE CODE` for a call that failed: the service's own error, or what came before it.
fn refused<E, R>(error: SdkError<E, R>) -> String
where
    E: ProvideErrorMetadata + Error + 'static,
    R: std::fmt::Debug + 'static,
{
    let kind = match &error {
        SdkError::ServiceError(_) => "ServiceError",
        SdkError::DispatchFailure(_) => "DispatchFailure",
        SdkError::ConstructionFailure(_) => "ConstructionFailure",
        SdkError::TimeoutError(_) => "TimeoutError",
        _ => "SdkError",
    };
    format!("refused {kind} {}", error.code().unwrap_or("-"))
}

struct Client {
    sessions: HashMap<String, SdkConfig>,
    path_style: bool,
}

impl Client {
    async fn fresh(&mut self, words: &[&str]) -> Result {
        let mut loader = aws_config::defaults(BehaviorVersion::latest());
        if let Some(profile) = words.get(1) {
            loader = loader.profile_name(*profile);
        }
        self.sessions.insert(words[0].into(), loader.load().await);
        Ok(String::new())
    }

    fn sts(&self, name: &str) -> aws_sdk_sts::Client {
        aws_sdk_sts::Client::new(&self.sessions[name])
    }

    fn s3(&self, name: &str) -> aws_sdk_s3::Client {
        let config = aws_sdk_s3::config::Builder::from(&self.sessions[name])
            .force_path_style(self.path_style)
            .build();
        aws_sdk_s3::Client::from_conf(config)
    }

    fn dynamodb(&self, name: &str) -> aws_sdk_dynamodb::Client {
        aws_sdk_dynamodb::Client::new(&self.sessions[name])
    }

    async fn whoami(&self, words: &[&str]) -> Result {
        let reply = self.sts(words[0]).get_caller_identity().send().await.map_err(refused)?;
        Ok(reply.arn.unwrap_or_default())
    }

    async fn assume(&mut self, words: &[&str]) -> Result {
        let mut call =
            self.sts(words[1]).assume_role().role_arn(words[2]).role_session_name(words[3]);
        for word in &words[4..] {
            match word.split_once('=') {
                Some(("external-id", value)) => call = call.external_id(value),
                Some(("seconds", value)) => {
                    call = call.duration_seconds(value.parse().expect("a number"));
                }
                _ => return Err(format!("cannot: {word}")),
            }
        }
        let reply = call.send().await.map_err(refused)?;
        let keys = reply.credentials.expect("credentials");
        let keys = Credentials::new(
            keys.access_key_id,
            keys.secret_access_key,
            Some(keys.session_token),
            None,
            "assumed",
        );
        let config =
            aws_config::defaults(BehaviorVersion::latest()).credentials_provider(keys).load().await;
        self.sessions.insert(words[0].into(), config);
        Ok(reply.assumed_role_user.expect("a user").arn)
    }

    async fn get_object(&self, words: &[&str]) -> Result {
        let call = self.s3(words[0]).get_object().bucket(words[1]).key(words[2]);
        let reply = call.send().await.map_err(refused)?;
        let bytes = reply.body.collect().await.map_err(|error| error.to_string())?;
        Ok(String::from_utf8_lossy(&bytes.into_bytes()).into())
    }

    async fn put_object(&self, words: &[&str]) -> Result {
        let call = self.s3(words[0]).put_object().bucket(words[1]).key(words[2]);
        call.body(b"hello".to_vec().into()).send().await.map_err(refused)?;
        Ok("done".into())
    }

    async fn put_item(&self, words: &[&str]) -> Result {
        let call = self.dynamodb(words[0]).put_item().table_name(words[1]);
        call.item("id", AttributeValue::S("o-1".into())).send().await.map_err(refused)?;
        Ok("done".into())
    }

    async fn get_item(&self, words: &[&str]) -> Result {
        let call = self.dynamodb(words[0]).get_item().table_name(words[1]);
        call.key("id", AttributeValue::S("o-1".into())).send().await.map_err(refused)?;
        Ok("done".into())
    }

    async fn step(&mut self, word: &str, words: &[&str]) -> Result {
        match word {
            "fresh" => self.fresh(words).await,
            "whoami" => self.whoami(words).await,
            "assume" => self.assume(words).await,
            "get-object" => self.get_object(words).await,
            "put-object" => self.put_object(words).await,
            "put-item" => self.put_item(words).await,
            "get-item" => self.get_item(words).await,
            "post" => {
                let url = std::env::var("CONTROL").expect("CONTROL") + words[0];
                let body = words[1..].join(" ");
                let status = std::process::Command::new("curl")
                    .args(["-sf", "-o", "/dev/null", "-X", "POST", &url, "-d", &body])
                    .status();
                status.map(|_| String::new()).map_err(|error| error.to_string())
            }
            "token" => {
                let file = std::env::var("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE").expect("a file");
                std::fs::write(file, words[0]).map(|_| String::new()).map_err(|e| e.to_string())
            }
            _ => Err(format!("cannot: {word}")),
        }
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    if std::env::args().nth(1).as_deref() == Some("--version") {
        println!("{}", env!("SDK_VERSIONS"));
        return;
    }
    let mut client =
        Client { sessions: HashMap::new(), path_style: std::env::var("URL").is_ok() };
    for line in std::io::stdin().lock().lines() {
        let line = line.expect("a line");
        let words: Vec<&str> = line.split_whitespace().collect();
        let result = client.step(words[0], &words[1..]).await;
        let text = result.unwrap_or_else(|error| error);
        if !text.is_empty() {
            println!("{} {}: {text}", words[0], words[1]);
            std::io::stdout().flush().expect("standard output");
        }
    }
}
