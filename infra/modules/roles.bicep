@description('Principal id of the app\'s identity.')
param principalId string

@description('Principal id of the identity that stores deployments.')
param packagePrincipalId string

@description('Name of the storage account.')
param storageName string

@description('Name of the storage account of the deployed app.')
param packageStorageName string

@description('Name of the Key Vault.')
param vaultName string

@description('Name of the app\'s own Key Vault: private keys of DKIM, passwords of providers added through the API.')
param dkimVaultName string

@description('Name of the Application Insights component.')
param insightsName string

@description('Principal id of the SMTP door\'s identity; empty without a door.')
param doorPrincipalId string

@description('Name of the container registry of the SMTP door.')
param registryName string

@description('Object id of the deployer; empty for none.')
param deployerPrincipalId string

@description('Principal type of the deployer; empty: Azure looks it up.')
param deployerPrincipalType string

// docs/security.md has the purpose of each role; a test compares both.
var storageRoles = {
  'Storage Blob Data Owner': 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
  'Storage Queue Data Contributor': '974c5e8b-45b9-4653-ba55-5f855dd0fb88'
  'Storage Table Data Contributor': '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'
}
var packageRoles = {
  'Storage Blob Data Contributor': 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'
}
var vaultRoles = {
  'Key Vault Secrets User': '4633458b-17de-408a-b874-0445c86b69e6'
}
var dkimVaultRoles = {
  'Key Vault Secrets Officer': 'b86a8fe4-44ce-4948-aee5-eccb2c155cd7'
}
var insightsRoles = {
  'Monitoring Metrics Publisher': '3913510d-42f4-4e42-8a64-420c390055eb'
}
var doorStorageRoles = {
  'Storage Blob Data Contributor': 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'
  'Storage Queue Data Contributor': '974c5e8b-45b9-4653-ba55-5f855dd0fb88'
  'Storage Table Data Contributor': '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'
}
var doorVaultRoles = {
  'Key Vault Secrets User': '4633458b-17de-408a-b874-0445c86b69e6'
}
var doorRegistryRoles = {
  AcrPull: '7f951dda-4ed3-4680-a7ca-43fe172d538d'
}
var deployerRoles = {
  'Key Vault Secrets Officer': 'b86a8fe4-44ce-4948-aee5-eccb2c155cd7'
}

resource storage 'Microsoft.Storage/storageAccounts@2026-04-01' existing = {
  name: storageName
}

resource packageStorage 'Microsoft.Storage/storageAccounts@2026-04-01' existing = {
  name: packageStorageName
}

resource vault 'Microsoft.KeyVault/vaults@2026-02-01' existing = {
  name: vaultName
}

resource dkimVault 'Microsoft.KeyVault/vaults@2026-02-01' existing = {
  name: dkimVaultName
}

resource insights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: insightsName
}

resource registry 'Microsoft.ContainerRegistry/registries@2025-11-01' existing = {
  name: registryName
}

resource storageAssignments 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in items(storageRoles): {
    scope: storage
    name: guid(storage.id, principalId, role.value)
    properties: {
      principalId: principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role.value)
    }
  }
]

resource packageAssignments 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in items(packageRoles): {
    scope: packageStorage
    name: guid(packageStorage.id, packagePrincipalId, role.value)
    properties: {
      principalId: packagePrincipalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role.value)
    }
  }
]

resource vaultAssignments 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in items(vaultRoles): {
    scope: vault
    name: guid(vault.id, principalId, role.value)
    properties: {
      principalId: principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role.value)
    }
  }
]

resource dkimVaultAssignments 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in items(dkimVaultRoles): {
    scope: dkimVault
    name: guid(dkimVault.id, principalId, role.value)
    properties: {
      principalId: principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role.value)
    }
  }
]

resource insightsAssignments 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in items(insightsRoles): {
    scope: insights
    name: guid(insights.id, principalId, role.value)
    properties: {
      principalId: principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role.value)
    }
  }
]

resource doorStorageAssignments 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in items(doorStorageRoles): if (!empty(doorPrincipalId)) {
    scope: storage
    name: guid(storage.id, doorPrincipalId, role.value)
    properties: {
      principalId: doorPrincipalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role.value)
    }
  }
]

resource doorVaultAssignments 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in items(doorVaultRoles): if (!empty(doorPrincipalId)) {
    scope: vault
    name: guid(vault.id, doorPrincipalId, role.value)
    properties: {
      principalId: doorPrincipalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role.value)
    }
  }
]

resource doorRegistryAssignments 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in items(doorRegistryRoles): if (!empty(doorPrincipalId)) {
    scope: registry
    name: guid(registry.id, doorPrincipalId, role.value)
    properties: {
      principalId: doorPrincipalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role.value)
    }
  }
]

resource deployerAssignments 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in items(deployerRoles): if (!empty(deployerPrincipalId)) {
    scope: vault
    name: guid(vault.id, deployerPrincipalId, role.value)
    properties: {
      principalId: deployerPrincipalId
      principalType: empty(deployerPrincipalType) ? null : deployerPrincipalType
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role.value)
    }
  }
]
