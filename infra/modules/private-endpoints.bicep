@description('Azure region.')
param location string

@description('Tags of every resource.')
param tags object

@description('Virtual network in which the private names are resolved.')
param virtualNetworkId string

@description('Subnet of the private endpoints.')
param subnetId string

@description('Resource id of the storage account.')
param storageId string

@description('Name of the storage account.')
param storageName string

@description('Resource id of the Key Vault.')
param vaultId string

@description('Name of the Key Vault.')
param vaultName string

var storageSuffix = environment().suffixes.storage
var endpoints = [
  { name: storageName, targetId: storageId, service: 'blob', zone: 'privatelink.blob.${storageSuffix}' }
  { name: storageName, targetId: storageId, service: 'queue', zone: 'privatelink.queue.${storageSuffix}' }
  { name: storageName, targetId: storageId, service: 'table', zone: 'privatelink.table.${storageSuffix}' }
  { name: vaultName, targetId: vaultId, service: 'vault', zone: 'privatelink.vaultcore.azure.net' }
]

resource zones 'Microsoft.Network/privateDnsZones@2024-06-01' = [
  for endpoint in endpoints: {
    name: endpoint.zone
    location: 'global'
    tags: tags
  }
]

resource links 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [
  for (endpoint, i) in endpoints: {
    parent: zones[i]
    name: 'link-${endpoint.service}'
    location: 'global'
    tags: tags
    properties: {
      registrationEnabled: false
      virtualNetwork: {
        id: virtualNetworkId
      }
    }
  }
]

resource privateEndpoints 'Microsoft.Network/privateEndpoints@2026-01-01' = [
  for endpoint in endpoints: {
    name: 'pe-${endpoint.name}-${endpoint.service}'
    location: location
    tags: tags
    properties: {
      subnet: {
        id: subnetId
      }
      privateLinkServiceConnections: [
        {
          name: endpoint.service
          properties: {
            privateLinkServiceId: endpoint.targetId
            groupIds: [endpoint.service]
          }
        }
      ]
    }
  }
]

resource zoneGroups 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2026-01-01' = [
  for (endpoint, i) in endpoints: {
    parent: privateEndpoints[i]
    name: 'default'
    properties: {
      privateDnsZoneConfigs: [
        {
          name: endpoint.service
          properties: {
            privateDnsZoneId: zones[i].id
          }
        }
      ]
    }
  }
]
