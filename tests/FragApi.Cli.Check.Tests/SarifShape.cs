using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using Xunit;

namespace FragApi.Cli.Check.Tests;

/// <summary>
/// What SARIF 2.1.0 (OASIS, sections 3.13-3.57) demands of the objects that the tool writes: the properties that have to
/// be there, those that may, and the values that are allowed.
/// </summary>
internal static class SarifShape
{
    private static readonly string[] s_levels = ["none", "note", "warning", "error"];

    public static void Demand(JsonObject log)
    {
        Properties(log, "version runs", "$schema");
        Assert.Equal("2.1.0", (string)log["version"]!);
        foreach (JsonNode? run in log["runs"]!.AsArray())
            Run(run!.AsObject());
    }

    private static void Run(JsonObject run)
    {
        Properties(run, "tool results invocations originalUriBaseIds columnKind");
        Assert.Equal("utf16CodeUnits", (string)run["columnKind"]!);
        JsonObject driver = run["tool"]!["driver"]!.AsObject();
        Properties(driver, "name version informationUri rules", "semanticVersion organization");
        Assert.True(Uri.IsWellFormedUriString((string)driver["informationUri"]!, UriKind.Absolute));
        JsonArray rules = driver["rules"]!.AsArray();
        foreach (JsonNode? rule in rules)
            Rule(rule!.AsObject());
        foreach ((string name, JsonNode? location) in run["originalUriBaseIds"]!.AsObject())
        {
            Assert.NotEmpty(name);
            string uri = (string)location!["uri"]!;
            Assert.Matches("^file:///[^ ]*/$", uri);
            UriCharacters(uri);
        }

        foreach (JsonNode? invocation in run["invocations"]!.AsArray())
        {
            Properties(invocation!.AsObject(), "executionSuccessful exitCode", "exitCodeDescription toolExecutionNotifications");
            foreach (JsonNode? notification in invocation["toolExecutionNotifications"]!.AsArray())
            {
                Properties(notification!.AsObject(), "level message");
                Assert.Contains((string)notification["level"]!, s_levels);
                Message(notification["message"]!);
            }
        }

        foreach (JsonNode? result in run["results"]!.AsArray())
            Result(result!.AsObject(), run, rules);
    }

    private static void Rule(JsonObject rule)
    {
        Properties(rule, "id name shortDescription fullDescription helpUri defaultConfiguration properties", "help");
        Assert.Matches("^[A-Za-z0-9]+$", (string)rule["name"]!);
        Message(rule["shortDescription"]!);
        Message(rule["fullDescription"]!);
        if (rule["help"] is JsonObject help)
            Properties(help, "text", "markdown");
        Assert.True(Uri.IsWellFormedUriString((string)rule["helpUri"]!, UriKind.Absolute));
        Properties(rule["defaultConfiguration"]!.AsObject(), "level enabled");
        Assert.Contains((string)rule["defaultConfiguration"]!["level"]!, s_levels);
        Assert.NotEmpty(rule["properties"]!["tags"]!.AsArray());
    }

    private static void Result(JsonObject result, JsonObject run, JsonArray rules)
    {
        Properties(result, "ruleId ruleIndex level message locations partialFingerprints", "relatedLocations codeFlows fixes");
        Assert.Equal((string)result["ruleId"]!, (string)rules[(int)result["ruleIndex"]!]!["id"]!);
        Assert.Contains((string)result["level"]!, s_levels);
        Message(result["message"]!);
        Location(Assert.Single(result["locations"]!.AsArray())!, run);
        foreach (KeyValuePair<string, JsonNode?> fingerprint in result["partialFingerprints"]!.AsObject())
            Assert.Matches("^[0-9a-f]{16}:[1-9][0-9]*$", (string)fingerprint.Value!);
        int[] ids = [.. (result["relatedLocations"]?.AsArray() ?? []).Select(related => (int)related!["id"]!)];
        Assert.Equal(ids.Length, ids.Distinct().Count());
        foreach (JsonNode? related in result["relatedLocations"]?.AsArray() ?? [])
            Location(related!, run);
        foreach (JsonNode? flow in result["codeFlows"]?.AsArray() ?? [])
        {
            foreach (JsonNode? thread in flow!["threadFlows"]!.AsArray())
            {
                Assert.NotEmpty(thread!["locations"]!.AsArray());
                foreach (JsonNode? step in thread["locations"]!.AsArray())
                    Location(step!["location"]!, run);
            }
        }

        foreach (JsonNode? fix in result["fixes"]?.AsArray() ?? [])
        {
            Properties(fix!.AsObject(), "description artifactChanges");
            Message(fix["description"]!);
            foreach (JsonNode? change in fix["artifactChanges"]!.AsArray())
            {
                Properties(change!.AsObject(), "artifactLocation replacements");
                Artifact(change["artifactLocation"]!, run);
                Assert.NotEmpty(change["replacements"]!.AsArray());
                foreach (JsonNode? replacement in change["replacements"]!.AsArray())
                {
                    Properties(replacement!.AsObject(), "deletedRegion", "insertedContent");
                    Region(replacement["deletedRegion"]!);
                    Assert.True(replacement["insertedContent"] is null || replacement["insertedContent"]!["text"] is not null);
                }
            }
        }
    }

    private static void Location(JsonNode location, JsonObject run)
    {
        Properties(location.AsObject(), "physicalLocation", "id message");
        Properties(location["physicalLocation"]!.AsObject(), "artifactLocation region");
        Artifact(location["physicalLocation"]!["artifactLocation"]!, run);
        Region(location["physicalLocation"]!["region"]!);
    }

    private static void Artifact(JsonNode artifact, JsonObject run)
    {
        string uri = (string)artifact["uri"]!;
        if ((string?)artifact["uriBaseId"] is not string baseId)
        {
            Assert.StartsWith("file:///", uri);
            UriCharacters(uri);
            return;
        }

        Assert.True(run["originalUriBaseIds"]!.AsObject().ContainsKey(baseId));
        Assert.True(uri.Length > 0 && uri[0] != '/', uri);
        UriCharacters(uri);
        Assert.DoesNotContain("..", uri.Split('/'));
    }

    /// <summary>What RFC 3986 allows, without fragments and queries.</summary>
    private static void UriCharacters(string uri) => Assert.Matches("^([A-Za-z0-9/:._~!$&'()*+,;=@-]|%[0-9A-F]{2})+$", uri);

    private static void Region(JsonNode region)
    {
        Properties(region.AsObject(), "startLine startColumn endLine endColumn");
        (int startLine, int startColumn, int endLine, int endColumn) = ((int)region["startLine"]!, (int)region["startColumn"]!, (int)region["endLine"]!, (int)region["endColumn"]!);
        Assert.True(startLine >= 1 && startColumn >= 1 && (endLine, endColumn).CompareTo((startLine, startColumn)) >= 0, region.ToJsonString());
    }

    private static void Message(JsonNode message) => Assert.NotEmpty((string)message["text"]!);

    private static void Properties(JsonObject node, string required, string optional = "")
    {
        string[] names = [.. node.Select(property => property.Key)];
        Assert.Empty(required.Split(' ').Except(names));
        Assert.Empty(names.Except(required.Split(' ')).Except(optional.Split(' ')));
        Assert.All(node, property => Assert.NotNull(property.Value));
    }
}
