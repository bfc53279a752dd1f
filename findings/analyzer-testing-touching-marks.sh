#!/usr/bin/env bash
# Microsoft.CodeAnalysis.Analyzer.Testing 1.1.4.
#
# Expected: TestFileMarkupParser.CreateTestFile marks two spans that touch one behind the other, and reading its text
#           gives back the spans that it was written from.
# Seen:     the second mark opens inside of the first; read back, the second span is empty and the first one too long.
# Here:     tests/FragApi.Testing/Marks.cs writes marks itself.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat > finding.csproj <<'EOF'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <NoWarn>$(NoWarn);NU1603</NoWarn>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Microsoft.CodeAnalysis.CSharp.Workspaces" Version="[4.14.0]" />
    <PackageReference Include="Microsoft.CodeAnalysis.Analyzer.Testing" Version="[1.1.4]" />
  </ItemGroup>
</Project>
EOF
cat > Program.cs <<'EOF'
using System;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis.Testing;
using Microsoft.CodeAnalysis.Text;

ImmutableDictionary<string, ImmutableArray<TextSpan>> spans = ImmutableDictionary<string, ImmutableArray<TextSpan>>.Empty
    .Add("A1", [new TextSpan(0, 2)])
    .Add("B2", [new TextSpan(2, 1)]);
string marked = TestFileMarkupParser.CreateTestFile("abc", null, spans);
Console.WriteLine(marked);
TestFileMarkupParser.GetSpans(marked, out _, out ImmutableDictionary<string, ImmutableArray<TextSpan>> read);
Console.WriteLine(string.Join(' ', read.OrderBy(mark => mark.Key).Select(mark => $"{mark.Key} {mark.Value.Single()}")));
EOF

seen=$(dotnet run -v q)
echo "$seen"
[ "$(head -1 <<< "$seen")" = '{|A1:ab{|B2:|}c|}' ]
