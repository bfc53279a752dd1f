using System;
using System.Buffers;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;

namespace Scenarios;

/// <summary>Results for people and for programs.</summary>
internal static class Report
{
    private static readonly JsonWriterOptions s_indented = new() { Indented = true };

    public static void List(IReadOnlyList<Scenario> scenarios, bool json, TextWriter output)
    {
        if (json)
        {
            output.WriteLine(Write(writer =>
            {
                writer.WriteStartArray();
                foreach (Scenario scenario in scenarios)
                {
                    writer.WriteStartObject();
                    Describe(writer, scenario);
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
            }));
            return;
        }

        int width = scenarios.Select(scenario => scenario.Name.Length).DefaultIfEmpty().Max();
        foreach (Scenario scenario in scenarios)
            output.WriteLine($"{scenario.Name.PadRight(width)}  {scenario.Summary} ({scenario.Seed})");
    }

    public static void Text(Scenario scenario, ScenarioResult result, TextWriter output)
    {
        output.WriteLine($"{scenario.Name}: {scenario.Summary} ({scenario.Seed})");
        foreach (string line in result.Narrative)
            output.WriteLine($"  {line}");
        int width = result.Numbers.Select(number => number.Name.Length).DefaultIfEmpty().Max();
        foreach (Number number in result.Numbers)
            output.WriteLine($"    {number.Name.PadRight(width)}  {Readable(number.Value),14} {number.Unit}");
        foreach (Claim claim in result.Claims)
            output.WriteLine($"  {Word(claim.Status)}: {claim.Text}");
        output.WriteLine();
    }

    public static void Json(IReadOnlyList<Scenario> scenarios, IReadOnlyList<ScenarioResult> results, CommandLine command, TextWriter output) =>
        output.WriteLine(Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteNumber("version", 1);
            writer.WriteNumber("seed", command.Seed);
            writer.WriteStartArray("scenarios");
            for (int i = 0; i < scenarios.Count; i++)
                WriteResult(writer, scenarios[i], results[i]);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }));

    private static void WriteResult(Utf8JsonWriter writer, Scenario scenario, ScenarioResult result)
    {
        writer.WriteStartObject();
        Describe(writer, scenario);
        writer.WriteBoolean("ok", result.HoldsWhatItClaims);
        writer.WriteStartArray("narrative");
        foreach (string line in result.Narrative)
            writer.WriteStringValue(line);
        writer.WriteEndArray();
        writer.WriteStartArray("numbers");
        foreach (Number number in result.Numbers)
        {
            writer.WriteStartObject();
            writer.WriteString("name", number.Name);
            // JSON has no infinities.
            if (double.IsFinite(number.Value))
                writer.WriteNumber("value", number.Value);
            else
                writer.WriteNull("value");
            writer.WriteString("unit", number.Unit);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("claims");
        foreach (Claim claim in result.Claims)
        {
            writer.WriteStartObject();
            writer.WriteString("text", claim.Text);
            writer.WriteString("status", Word(claim.Status));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Describe(Utf8JsonWriter writer, Scenario scenario)
    {
        writer.WriteString("name", scenario.Name);
        writer.WriteString("seed", scenario.Seed);
        writer.WriteString("summary", scenario.Summary);
    }

    private static string Write(Action<Utf8JsonWriter> content)
    {
        ArrayBufferWriter<byte> bytes = new();
        using (Utf8JsonWriter writer = new(bytes, s_indented))
            content(writer);
        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    private static string Word(ClaimStatus status) => status switch
    {
        ClaimStatus.Seen => "seen",
        ClaimStatus.NotSeen => "NOT SEEN",
        _ => "skipped",
    };

    private static string Readable(double value) =>
        value == Math.Floor(value) || Math.Abs(value) >= 1000
            ? value.ToString("N0", CultureInfo.InvariantCulture)
            : value.ToString("0.###", CultureInfo.InvariantCulture);
}
