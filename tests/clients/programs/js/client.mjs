// AWS SDK for JavaScript v3. Steps: ../README.md.
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import {
  DynamoDBClient, GetItemCommand, PutItemCommand,
} from '@aws-sdk/client-dynamodb'
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { fromNodeProviderChain } from '@aws-sdk/credential-providers'

if (process.argv[2] === '--version') {
  console.log(createRequire(import.meta.url)('@aws-sdk/client-sts/package.json').version)
  process.exit()
}
const sessions = new Map()
const options = (name) => ({ credentials: sessions.get(name) })
const sts = (name, command) => new STSClient(options(name)).send(command)
const s3 = (name, command) =>
  new S3Client({ ...options(name), forcePathStyle: process.env.AWS_ENDPOINT_URL !== undefined }).send(command)
const dynamodb = (name, command) => new DynamoDBClient(options(name)).send(command)
const done = () => 'done'
const item = { id: { S: 'o-1' } }

const steps = {
  fresh: (name, profile) =>
    void sessions.set(name, fromNodeProviderChain(profile ? { profile } : {})),
  whoami: async (name) => (await sts(name, new GetCallerIdentityCommand({}))).Arn,
  assume: async (to, name, RoleArn, RoleSessionName, ...more) => {
    const input = { RoleArn, RoleSessionName }
    for (const word of more) {
      const [key, value] = word.split('=')
      if (key === 'external-id') input.ExternalId = value
      if (key === 'seconds') input.DurationSeconds = Number(value)
      if (key === 'tag') {
        const [Key, Value] = value.split(':')
        input.Tags = [{ Key, Value }]
        input.TransitiveTagKeys = [Key]
      }
    }
    const reply = await sts(name, new AssumeRoleCommand(input))
    sessions.set(to, {
      accessKeyId: reply.Credentials.AccessKeyId,
      secretAccessKey: reply.Credentials.SecretAccessKey,
      sessionToken: reply.Credentials.SessionToken,
    })
    return reply.AssumedRoleUser.Arn
  },
  'get-object': async (name, Bucket, Key) => {
    const reply = await s3(name, new GetObjectCommand({ Bucket, Key }))
    return reply.Body.transformToString()
  },
  'put-object': (name, Bucket, Key) =>
    s3(name, new PutObjectCommand({ Bucket, Key, Body: 'hello' })).then(done),
  'put-item': (name, TableName) =>
    dynamodb(name, new PutItemCommand({ TableName, Item: item })).then(done),
  'get-item': (name, TableName) =>
    dynamodb(name, new GetItemCommand({ TableName, Key: item })).then(done),
  post: async (path, body) => void (await fetch(process.env.CONTROL + path, { method: 'POST', body })),
  token: (text) => writeFileSync(process.env.AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE, text),
}

for (const line of readFileSync(0, 'utf8').trim().split('\n')) {
  const [word, ...words] = line.split(' ')
  let result
  try {
    result = await steps[word](...words)
  } catch (error) {
    // A service's error has its code as its name.
    const service = error.$metadata !== undefined
    result = `refused ${service ? error.constructor.name : error.name} ${service ? error.name : '-'}`
  }
  if (result !== undefined) console.log(`${word} ${words[0]}: ${result}`)
}
