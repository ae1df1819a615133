# AWS SDK for Ruby v3. Steps: README.md.
require 'aws-sdk-core' # with STS
require 'aws-sdk-s3'
require 'net/http'

if ARGV == ['--version']
  puts Aws::CORE_GEM_VERSION
  exit
end
URL_ = ENV.fetch('URL', nil)
SESSIONS = {}

def options(name)
  URL_ ? SESSIONS[name].merge(endpoint: URL_) : SESSIONS[name]
end

def sts(name)
  Aws::STS::Client.new(**options(name))
end

def s3(name)
  Aws::S3::Client.new(**options(name), force_path_style: !URL_.nil?)
end

STEPS = {
  'fresh' => lambda { |name, profile = nil|
    SESSIONS[name] = profile ? { profile: profile } : {}
    nil
  },
  'whoami' => ->(name) { sts(name).get_caller_identity.arn },
  'assume' => lambda { |to, name, role_arn, session_name, *more|
    wanted = { role_arn: role_arn, role_session_name: session_name }
    more.each do |word|
      key, value = word.split('=')
      wanted[:external_id] = value if key == 'external-id'
      wanted[:duration_seconds] = value.to_i if key == 'seconds'
      next unless key == 'tag'

      tag, text = value.split(':')
      wanted[:tags] = [{ key: tag, value: text }]
      wanted[:transitive_tag_keys] = [tag]
    end
    reply = sts(name).assume_role(**wanted)
    keys = reply.credentials
    SESSIONS[to] = { credentials: Aws::Credentials.new(
      keys.access_key_id, keys.secret_access_key, keys.session_token
    ) }
    reply.assumed_role_user.arn
  },
  'get-object' => ->(name, bucket, key) { s3(name).get_object(bucket: bucket, key: key).body.read },
  'put-object' => lambda { |name, bucket, key|
    s3(name).put_object(bucket: bucket, key: key, body: 'hello')
    'done'
  },
  'post' => lambda { |path, body = ''|
    Net::HTTP.post(URI(ENV.fetch('CONTROL') + path), body)
    nil
  },
  'token' => lambda { |text|
    File.write(ENV.fetch('AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE'), text)
    nil
  }
}.freeze

$stdin.each_line do |line|
  word, *words = line.split
  begin
    step = STEPS[word]
    result = step ? step.call(*words) : "cannot: #{word}"
  rescue Aws::Errors::ServiceError => e
    result = "refused #{e.class} #{e.code}"
  rescue StandardError => e
    result = "refused #{e.class} -"
  end
  puts "#{word} #{words[0]}: #{result}" if result
end
