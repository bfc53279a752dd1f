#!/usr/bin/env bash
# .NET 10 (runtime 10.0), Linux.
#
# Expected: a program that registers a handler for SIGINT (PosixSignalRegistration, Console.CancelKeyPress) is called when
#           the signal comes.
# Seen:     it is not, and lives on, when it was started with SIGINT ignored, as shells without job control start what they
#           run in the background ('command &' in a script). SIGTERM reaches its handler.
# Here:     tests that send SIGINT start the program through 'env --default-signal=INT'
#           (tests/FragApi.Cli.Writing.Tests/HostProcess.cs); else they fail when the tests run in the background.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat > finding.csproj <<'EOF'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
  </PropertyGroup>
</Project>
EOF
cat > Program.cs <<'EOF'
using System;
using System.Runtime.InteropServices;
using System.Threading;

using ManualResetEventSlim heard = new();
string signal = "nothing";
using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => { context.Cancel = true; signal = "SIGINT"; heard.Set(); });
using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => { context.Cancel = true; signal = "SIGTERM"; heard.Set(); });
Console.WriteLine("ready");
heard.Wait(TimeSpan.FromSeconds(5));
Console.WriteLine(signal);
EOF
dotnet build -v q -nologo > /dev/null
program=$(echo bin/Debug/net10.0/finding.dll)

heard() { # $1: what starts it; $2: the signal
  mkfifo said
  $1 dotnet "$program" > said &
  local id=$! line
  {
    read -r line
    kill "-$2" "$id"
    read -r line
    echo "$line"
  } < said
  wait "$id"
  rm said
}

seen="ignored, INT: $(heard 'env --ignore-signal=INT' INT)
ignored, TERM: $(heard 'env --ignore-signal=INT' TERM)
default, INT: $(heard 'env --default-signal=INT' INT)"
echo "$seen"
[ "$seen" = $'ignored, INT: nothing\nignored, TERM: SIGTERM\ndefault, INT: SIGINT' ]
