@description('What the names of the rules end with.')
param suffix string

@description('Azure region.')
param location string

@description('Tags of every resource.')
param tags object

@description('Workspace that holds the metrics.')
param workspaceId string

@description('Who gets an email when an alert fires.')
param emails string[]

@description('Alert when the oldest email that is due has waited for so many seconds.')
param oldestEmailSeconds int

@description('Alert when so many percent of the attempts in 15 minutes failed.')
param failureRatePercent int

// The meter is EmailDispatch; docs/operations.md has the catalogue.
var metrics = {
  oldestAge: 'email_dispatch.queue.oldest_age'
  poison: 'email_dispatch.poison.messages'
  breakerOpen: 'email_dispatch.breaker.open'
  attempts: 'email_dispatch.attempts'
}

// Of a gauge, Sum is the value; Min and Max are not always there.
var latest = 'summarize Value = max(Sum) by bin(TimeGenerated, 5m)'
var failed = 'Outcome in ("provider_failed", "failed", "unknown")'
var rules = [
  {
    name: 'oldest-email'
    title: 'Emails wait too long'
    text: 'The oldest email that is due has waited for more than ${oldestEmailSeconds} seconds.'
    severity: 1
    query: 'AppMetrics | where Name == "${metrics.oldestAge}" | ${latest}'
    threshold: oldestEmailSeconds
    dimension: ''
  }
  {
    name: 'poison'
    title: 'Messages on a poison queue'
    text: 'A queue message could not be processed and needs somebody to look at it.'
    severity: 1
    query: 'AppMetrics | where Name == "${metrics.poison}" | ${latest}, Queue = tostring(Properties["queue"])'
    threshold: 0
    dimension: 'Queue'
  }
  {
    name: 'breaker-open'
    title: 'A provider is down'
    text: 'The circuit breaker of a provider is open: its emails go through the others.'
    severity: 2
    query: 'AppMetrics | where Name == "${metrics.breakerOpen}" | ${latest}, Provider = tostring(Properties["provider"])'
    threshold: 0
    dimension: 'Provider'
  }
  {
    name: 'failure-rate'
    title: 'Many attempts fail'
    text: 'More than ${failureRatePercent} percent of at least 20 attempts in 15 minutes failed.'
    severity: 2
    query: 'AppMetrics | where Name == "${metrics.attempts}" | extend Outcome = tostring(Properties["outcome"]) | summarize Tried = sum(Sum), Failed = sumif(Sum, ${failed}) by bin(TimeGenerated, 15m) | where Tried >= 20 | project TimeGenerated, Value = 100.0 * Failed / Tried'
    threshold: failureRatePercent
    dimension: ''
  }
]

resource receivers 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: 'ag-${suffix}'
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    groupShortName: 'email'
    emailReceivers: [
      for (address, i) in emails: {
        name: 'email-${i}'
        emailAddress: address
        useCommonAlertSchema: true
      }
    ]
  }
}

resource alerts 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for rule in rules: {
    name: 'alert-${rule.name}-${suffix}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: rule.title
      description: rule.text
      severity: rule.severity
      enabled: true
      scopes: [workspaceId]
      evaluationFrequency: 'PT5M'
      windowSize: 'PT15M'
      // The metrics are not there before the app has run.
      skipQueryValidation: true
      autoMitigate: true
      criteria: {
        allOf: [
          {
            query: rule.query
            metricMeasureColumn: 'Value'
            timeAggregation: 'Maximum'
            operator: 'GreaterThan'
            threshold: rule.threshold
            dimensions: empty(rule.dimension) ? [] : [{ name: rule.dimension, operator: 'Include', values: ['*'] }]
            failingPeriods: {
              numberOfEvaluationPeriods: 1
              minFailingPeriodsToAlert: 1
            }
          }
        ]
      }
      actions: {
        actionGroups: [receivers.id]
      }
    }
  }
]
