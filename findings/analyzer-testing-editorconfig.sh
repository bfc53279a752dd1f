#!/usr/bin/env bash
# Microsoft.CodeAnalysis.CSharp.Analyzer.Testing 1.1.4 (with Roslyn 4.14.0).
#
# Expected: a severity in an .editorconfig of the test state applies as it does in a build, whichever it is.
# Seen:     'suggestion' makes the diagnostic an info; 'error' leaves it a warning.
# Because:  the package puts every rule under test at its default severity into the compilation options.
# Here:     tests/FragApi.Testing/TestSetup.cs sets the opt-in rules alone.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat > finding.csproj <<'EOF'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <NoWarn>$(NoWarn);NU1603;RS1036;RS1038;RS2008;RS1041</NoWarn>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Microsoft.CodeAnalysis.CSharp.Workspaces" Version="[4.14.0]" />
    <PackageReference Include="Microsoft.CodeAnalysis.CSharp.Analyzer.Testing" Version="[1.1.4]" />
    <PackageReference Include="Basic.Reference.Assemblies.Net100" Version="[1.8.14]" />
  </ItemGroup>
</Project>
EOF
cat > Program.cs <<'EOF'
using System;
using System.Collections.Immutable;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;

foreach (string severity in new[] { "suggestion", "error" })
{
    foreach (DiagnosticSeverity expected in new[] { DiagnosticSeverity.Info, DiagnosticSeverity.Warning, DiagnosticSeverity.Error })
    {
        CSharpAnalyzerTest<EveryClass, DefaultVerifier> test = new() { TestCode = "class C { }", ReferenceAssemblies = new ReferenceAssemblies("net10.0") };
        test.TestState.AdditionalReferences.AddRange(Basic.Reference.Assemblies.Net100.References.All);
        test.TestState.AnalyzerConfigFiles.Add(("/.editorconfig", $"root = true\n[*.cs]\ndotnet_diagnostic.TOY1.severity = {severity}\n"));
        test.ExpectedDiagnostics.Add(new DiagnosticResult("TOY1", expected).WithSpan(1, 7, 1, 8));
        try
        {
            await test.RunAsync();
            Console.WriteLine($"{severity}: {expected}");
        }
        catch (InvalidOperationException)
        {
        }
    }
}

[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class EveryClass : DiagnosticAnalyzer
{
    private static readonly DiagnosticDescriptor s_rule = new("TOY1", "A class", "A class", "Toys", DiagnosticSeverity.Warning, isEnabledByDefault: true);

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [s_rule];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterSymbolAction(symbol => symbol.ReportDiagnostic(Diagnostic.Create(s_rule, symbol.Symbol.Locations[0])), SymbolKind.NamedType);
    }
}
EOF

seen=$(dotnet run -v q)
echo "$seen"
[ "$seen" = $'suggestion: Info\nerror: Warning' ]
