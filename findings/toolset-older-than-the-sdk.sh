#!/usr/bin/env bash
# Microsoft.Net.Compilers.Toolset 4.14.0, in .NET SDK 10.0.401 (whose own compiler is 5.9).
#
# Expected: a project that references the package is compiled with the compiler in it.
# Seen:     it is compiled with the SDK's, without a word; with RoslynCompilerType=Custom it is compiled with the package's.
# Because:  the SDK chooses the compiler's targets after the package has, unless that property says that somebody did. The
#           package sets it since 5.x; 4.14 is older than the property.
# Here:     tests/FragApi.Package.Tests/CompilerTests.cs sets it, and looks at the version that compiles.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export MSBUILDTERMINALLOGGER=off DOTNET_CLI_UI_LANGUAGE=en

cat > finding.csproj <<'EOF'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <TargetFramework>net10.0</TargetFramework>
    <LangVersion>13</LangVersion>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Microsoft.Net.Compilers.Toolset" Version="[4.14.0]" PrivateAssets="all" />
  </ItemGroup>
</Project>
EOF
printf 'class C { }\n#error version\n' > Program.cs

version() { { dotnet build -v q -nologo "$@" || true; } | sed -nE "s/.*CS8304: Compiler version: '([0-9]+\.[0-9]+).*/\1/p" | head -1; }
own=$(dotnet --version)
plain=$(version)
custom=$(version -p:RoslynCompilerType=Custom)
echo "SDK $own: as referenced $plain, with RoslynCompilerType=Custom $custom"
[ "$plain" != 4.14 ] && [ "$custom" = 4.14 ]
