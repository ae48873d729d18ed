import { apiKeyType, providerType } from 'types.bicep'

@description('Name of the container app.')
param name string

@description('Name of its environment.')
param environmentName string

@description('Azure region.')
param location string

@description('Tags of both.')
param tags object

@description('Resource id of the identity that the door runs as.')
param identityId string

@description('Client id of that identity.')
param identityClientId string

@description('The image, in the registry.')
param image string

@description('Address of the registry.')
param registryServer string

@description('The name clients connect to; the certificate is for it.')
param hostName string

@description('Name of the certificate, or of a secret with it, in the Key Vault.')
param certificateName string

@description('Maximum instances.')
param maximumInstanceCount int

@description('Subnet of the environment.')
param subnetId string

@description('Name of the Log Analytics workspace with the logs.')
param workspaceId string

@description('Name of the storage account.')
param storageName string

@description('Name of the Key Vault.')
param vaultName string

@description('The SMTP accounts.')
param providers providerType[]

@description('Initial API keys.')
param apiKeys apiKeyType[]

@description('Further application settings.')
param appSettings object

resource vault 'Microsoft.KeyVault/vaults@2026-02-01' existing = {
  name: vaultName
}

var startTlsPort = 2587
var implicitTlsPort = 2465

// The platform's proxy hides the address of clients.
var requiredSettings = [
  { name: 'AZURE_CLIENT_ID', value: identityClientId }
  { name: 'AzureWebJobsStorage__accountName', value: storageName }
  { name: 'KeyVault__Uri', value: vault.properties.vaultUri }
  { name: 'SmtpDoor__CertificateSecret', value: certificateName }
  { name: 'SmtpDoor__ClientAddressIsKnown', value: 'false' }
  { name: 'SmtpDoor__HostName', value: hostName }
]
var providerSettings = map(
  range(0, length(providers)),
  i => map(items(providers[i]), entry => { name: 'Providers__${i}__${entry.key}', value: string(entry.value) })
)
var apiKeySettings = map(
  range(0, length(apiKeys)),
  i => map(items(apiKeys[i]), entry => { name: 'Access__Keys__${i}__${entry.key}', value: string(entry.value) })
)

// A public TCP port needs an environment in a virtual network of our own.
resource environment 'Microsoft.App/managedEnvironments@2026-01-01' = {
  name: environmentName
  location: location
  tags: tags
  properties: {
    vnetConfiguration: {
      infrastructureSubnetId: subnetId
      internal: false
    }
    workloadProfiles: [
      {
        name: 'Consumption'
        workloadProfileType: 'Consumption'
      }
    ]
    appLogsConfiguration: {
      destination: 'azure-monitor'
    }
  }
}

#disable-next-line use-recent-api-versions // The newest version with categories; the only stable one is from 2016.
resource logs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: environment
  name: 'console'
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        category: 'ContainerAppConsoleLogs'
        enabled: true
      }
    ]
  }
}

resource door 'Microsoft.App/containerApps@2026-01-01' = {
  name: name
  location: location
  tags: tags
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identityId}': {}
    }
  }
  properties: {
    environmentId: environment.id
    workloadProfileName: 'Consumption'
    configuration: {
      ingress: {
        external: true
        transport: 'tcp'
        targetPort: startTlsPort
        exposedPort: 587
        additionalPortMappings: [
          {
            external: true
            targetPort: implicitTlsPort
            exposedPort: 465
          }
        ]
      }
      registries: [
        {
          server: registryServer
          identity: identityId
        }
      ]
    }
    template: {
      containers: [
        {
          name: 'door'
          image: image
          env: concat(
            requiredSettings,
            map(items(appSettings), entry => { name: entry.key, value: string(entry.value) }),
            flatten(providerSettings),
            flatten(apiKeySettings)
          )
          resources: {
            cpu: json('0.5')
            memory: '1Gi'
          }
          probes: [
            {
              type: 'Startup'
              tcpSocket: {
                port: startTlsPort
              }
              periodSeconds: 3
              failureThreshold: 40
            }
            {
              type: 'Readiness'
              tcpSocket: {
                port: startTlsPort
              }
            }
            {
              type: 'Liveness'
              tcpSocket: {
                port: startTlsPort
              }
              periodSeconds: 30
            }
          ]
        }
      ]
      scale: {
        minReplicas: 1
        maxReplicas: maximumInstanceCount
        rules: [
          {
            name: 'connections'
            tcp: {
              metadata: {
                concurrentConnections: '100'
              }
            }
          }
        ]
      }
    }
  }
}

@description('The address that the name of the door must resolve to.')
output address string = environment.properties.staticIp
