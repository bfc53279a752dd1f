using System;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Threading.Tasks;
using Xunit;

namespace FragApi.Package.Tests;

/// <summary>A test that needs the SDK's own copy of the IDE's code-fix engine; where that is missing, the test says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class IdeEngineFactAttribute : FactAttribute
{
    public IdeEngineFactAttribute()
    {
        string folder = Metadata("DotNetFormatFolder");
        string features = Path.Combine(folder, "Microsoft.CodeAnalysis.Features.dll");
        if (!File.Exists(features))
            Skip = $"this SDK has no IDE code-fix engine: {features} is missing";
        else if (!HasMethod(features, "ICodeFixService", "StreamFixesAsync"))
            Skip = "this SDK's IDE code-fix engine has no ICodeFixService.StreamFixesAsync";
    }

    public static string Metadata(string key) =>
        typeof(IdeEngineFactAttribute).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;

    private static bool HasMethod(string assembly, string type, string method)
    {
        using PEReader image = new(File.OpenRead(assembly));
        MetadataReader metadata = image.GetMetadataReader();
        return metadata.TypeDefinitions
            .Select(metadata.GetTypeDefinition)
            .Where(definition => metadata.StringComparer.Equals(definition.Name, type))
            .SelectMany(definition => definition.GetMethods())
            .Any(handle => metadata.StringComparer.Equals(metadata.GetMethodDefinition(handle).Name, method));
    }
}

/// <summary>
/// IDE code-fix engine test: the engine behind the light bulb picks the fix up from the package, offers it in all three
/// scopes, and each of them leaves nothing. It shows no editor and speaks no protocol: it is no test of those.
/// </summary>
[Collection(PackageCollection.Name)]
public sealed class IdeEngineTests(PackageFixture package)
{
    [IdeEngineFact]
    public async Task The_light_bulb_offers_the_fix_and_every_scope_is_complete()
    {
        (ConsumerSolution solution, _) = await package.BuiltConsumerAsync();
        int inFile = solution.Expected().Count(finding => finding is { File: "Drivers/Ring.cs", Id: "FRAG1002" });

        ToolResult result = (await solution.DotNetAsync(
            IdeEngineFactAttribute.Metadata("IdeHost"), Path.Combine(solution.Folder, solution.Name), "Ring.cs", "shared.Frags[index].page.Put()", "FRAG1002")).Succeeds();
        string[] lines = result.Output.Split('\n', StringSplitOptions.TrimEntries);

        Assert.DoesNotContain(lines, line => line.StartsWith("workspace: [Failure]", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("bulb: FRAG1002 | ", StringComparison.Ordinal) && line.EndsWith(" | Document,Project,Solution", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("single: SkbFrag.Unref(", StringComparison.Ordinal));
        Assert.Contains($"fixall Document: {inFile} -> 0", lines);
        Assert.Contains(lines, line => line.StartsWith("fixall Project: ", StringComparison.Ordinal) && line.EndsWith(" -> 0", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("fixall Solution: ", StringComparison.Ordinal) && line.EndsWith(" -> 0", StringComparison.Ordinal));
    }
}
