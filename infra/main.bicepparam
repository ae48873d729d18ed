using 'main.bicep'

// Every parameter comes from the azd environment (azd env set NAME value) or, without azd, from an environment
// variable of that name. docs/deployment.md describes them. None of them is a secret.

param environmentName = readEnvironmentVariable('AZURE_ENV_NAME', 'email-dispatch')
param location = readEnvironmentVariable('AZURE_LOCATION', 'northeurope')
param deployerPrincipalId = readEnvironmentVariable('AZURE_PRINCIPAL_ID', '')
param deployerPrincipalType = readEnvironmentVariable('AZURE_PRINCIPAL_TYPE', '')

// JSON: [{"name":"primary","preset":"SendGrid","secret":"provider-primary","priority":1}]
param providers = json(readEnvironmentVariable('EMAIL_PROVIDERS', '[]'))

// JSON: [{"name":"admin","secret":"api-key-admin"}]
param apiKeys = json(readEnvironmentVariable('EMAIL_API_KEYS', '[]'))

// JSON: {"Dispatch__MaxAge":"12:00:00"}
param appSettings = json(readEnvironmentVariable('EMAIL_APP_SETTINGS', '{}'))

param storageSku = readEnvironmentVariable('EMAIL_STORAGE_SKU', '')
param instanceMemoryMB = json(readEnvironmentVariable('EMAIL_INSTANCE_MEMORY_MB', '2048'))
param maximumInstanceCount = json(readEnvironmentVariable('EMAIL_MAXIMUM_INSTANCES', '40'))
param alwaysReadyInstances = json(readEnvironmentVariable('EMAIL_ALWAYS_READY_INSTANCES', '0'))
param networkIsolation = bool(readEnvironmentVariable('EMAIL_NETWORK_ISOLATION', 'false'))

// JSON: ["203.0.113.7"]
param allowedIpRanges = json(readEnvironmentVariable('EMAIL_ALLOWED_IP_RANGES', '[]'))

param smtpDoor = bool(readEnvironmentVariable('EMAIL_SMTP_DOOR', 'false'))
param smtpDoorImage = readEnvironmentVariable('EMAIL_SMTP_DOOR_IMAGE', '')
param smtpDoorHostName = readEnvironmentVariable('EMAIL_SMTP_DOOR_HOST', '')
param smtpDoorCertificate = readEnvironmentVariable('EMAIL_SMTP_DOOR_CERTIFICATE', 'smtp-door')

// JSON: ["oncall@example.com"]
param alertEmails = json(readEnvironmentVariable('EMAIL_ALERT_ADDRESSES', '[]'))
