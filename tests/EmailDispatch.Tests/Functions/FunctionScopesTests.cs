using System.Reflection;
using EmailDispatch.Access;
using EmailDispatch.Functions.Api;
using EmailDispatch.Functions.Http;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Azure.Functions.Worker;

namespace EmailDispatch.Tests.Functions;

public sealed class FunctionScopesTests
{
    public static TheoryData<string> HttpFunctions => [.. Methods.Select(m => m.GetCustomAttribute<FunctionAttribute>()!.Name)];

    [Theory]
    [MemberData(nameof(HttpFunctions))]
    public void Function_declares_its_scope(string function)
    {
        var method = Methods.Single(m => m.GetCustomAttribute<FunctionAttribute>()!.Name == function);

        Assert.True(
            method.IsDefined(typeof(RequiresScopeAttribute)) != method.IsDefined(typeof(AllowAnonymousAttribute)),
            $"{method.DeclaringType!.Name}.{method.Name} needs either [RequiresScope] or [AllowAnonymous].");
        Assert.True(method.GetCustomAttribute<RequiresScopeAttribute>()?.Scope is null or Scopes.Send or Scopes.Read or Scopes.Admin);
    }

    [Theory]
    [InlineData("SendEmail", Scopes.Send)]
    [InlineData("RetryEmail", Scopes.Send)]
    [InlineData("GetEmail", Scopes.Read)]
    [InlineData("ListEmails", Scopes.Read)]
    [InlineData("GetMessage", Scopes.Admin)]
    [InlineData("ListAttachments", Scopes.Admin)]
    [InlineData("GetAttachment", Scopes.Admin)]
    [InlineData("GetOverview", Scopes.Read)]
    [InlineData("ListProviders", Scopes.Admin)]
    [InlineData("CreateProvider", Scopes.Admin)]
    [InlineData("UpdateProvider", Scopes.Admin)]
    [InlineData("DeleteProvider", Scopes.Admin)]
    [InlineData("ListProviderPresets", Scopes.Admin)]
    [InlineData("TestProvider", Scopes.Admin)]
    [InlineData("TestSmtp", Scopes.Admin)]
    [InlineData("CreateApiKey", Scopes.Admin)]
    [InlineData("ListApiKeys", Scopes.Admin)]
    [InlineData("DeleteApiKey", Scopes.Admin)]
    [InlineData("GetApiKey", Scopes.Admin)]
    [InlineData("UpdateApiKey", Scopes.Admin)]
    [InlineData("ListPoison", Scopes.Admin)]
    [InlineData("GetPoison", Scopes.Admin)]
    [InlineData("RequeuePoison", Scopes.Admin)]
    [InlineData("DeletePoison", Scopes.Admin)]
    [InlineData("GetSuppression", Scopes.Read)]
    [InlineData("AddSuppressionBatch", Scopes.Admin)]
    [InlineData("DeleteSuppressionBatch", Scopes.Admin)]
    [InlineData("ExportRecipient", Scopes.Admin)]
    [InlineData("EraseRecipient", Scopes.Admin)]
    [InlineData("ExportRecipientByPost", Scopes.Admin)]
    [InlineData("EraseRecipientByPost", Scopes.Admin)]
    [InlineData("CreateTemplate", Scopes.Admin)]
    [InlineData("UpdateTemplate", Scopes.Admin)]
    [InlineData("PublishTemplate", Scopes.Admin)]
    [InlineData("DuplicateTemplate", Scopes.Admin)]
    [InlineData("DeleteTemplate", Scopes.Admin)]
    [InlineData("ListTemplates", Scopes.Read)]
    [InlineData("GetTemplate", Scopes.Read)]
    [InlineData("ListTemplateVersions", Scopes.Read)]
    [InlineData("GetTemplateVersion", Scopes.Read)]
    [InlineData("PreviewTemplate", Scopes.Read)]
    [InlineData("Health", Scopes.None)]
    [InlineData("ReceiveEvents", Scopes.None)]
    [InlineData("ProbeEvents", Scopes.None)]
    [InlineData("ReceiveBounces", Scopes.Admin)]
    [InlineData("Dashboard", Scopes.None)]
    [InlineData("DashboardFile", Scopes.None)]
    [InlineData("ZUnknownPath", Scopes.None)]
    [InlineData("NobodyDeclaredThis", Scopes.Admin)]
    public void Scope_is_the_declared_one_or_admin(string function, Scopes expected) => Assert.Equal(expected, FunctionScopes.Of(function));

    private static IEnumerable<MethodInfo> Methods => typeof(EmailFunctions).Assembly.GetTypes().SelectMany(type => type.GetMethods())
        .Where(m => m.IsDefined(typeof(FunctionAttribute)) && m.GetParameters().Any(p => p.IsDefined(typeof(HttpTriggerAttribute))));
}
