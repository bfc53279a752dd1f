using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;

namespace FragApi.Benchmarks;

/// <summary>
/// A code base in which almost nothing concerns anybody here: projects that refer to one another, with the members that
/// everybody's code has (<c>Write</c>, <c>Get</c>, <c>Put</c>, <c>Dispose</c>, <c>Page</c>, <c>Size</c>), and a few files
/// with raw uses of fragments. The same numbers make the same tree.
/// </summary>
internal sealed class SparseTree(int lines, int projects, int sites, int files)
{
    private const int LinesOfFile = 250;

    /// <summary>How many of the projects know the kernel's types at all; its own project not counted.</summary>
    private const int KnowingShare = 4;

    private static readonly string[] s_nouns =
    [
        "Order", "Customer", "Session", "Request", "Response", "Cache", "Index", "Report", "Message", "Account", "Ledger", "Token", "Route", "Schema", "Query", "Result",
        "Feed", "Record", "Packet", "Channel", "Worker", "Batch", "Policy", "Filter", "Layout", "Widget", "Editor", "Cursor", "Journal", "Segment", "Archive", "Catalog",
    ];

    private static readonly string[] s_roles = ["Service", "Store", "Reader", "Writer", "Builder", "Provider", "Manager", "Handler", "Parser", "Factory", "Queue", "Pool"];

    // Each with a name that is nobody's in particular. {0} is a number, {1} the type, {2} another type of the project.
    private static readonly string[] s_methods =
    [
        """
            public {1} Get(string key)
            {{
                if (_entries.TryGetValue(key, out {1} entry))
                {{
                    _hits++;
                    return entry;
                }}

                entry = new {1}(key, _log) {{ Size = key.Length, Offset = _hits * {0} }};
                _entries[key] = entry;
                return entry;
            }}
        """,
        """
            public int Write(byte[] buffer, int offset, int count)
            {{
                int written = 0;
                for (int i = offset; i < offset + count && i < buffer.Length; i++)
                {{
                    _data.Add(buffer[i]);
                    written += buffer[i] == {0} ? 2 : 1;
                }}

                Size += written;
                return written;
            }}
        """,
        """
            public void Dispose()
            {{
                if (_disposed)
                    return;
                _disposed = true;
                foreach (KeyValuePair<string, {1}> entry in _entries)
                {{
                    if (entry.Value != this)
                        entry.Value.Dispose();
                }}

                _entries.Clear();
                _log.WriteLine("disposed " + Name);
            }}
        """,
        """
            public bool Put(string key, {1} value)
            {{
                if (string.IsNullOrEmpty(key) || value == null)
                    return false;
                bool added = !_entries.ContainsKey(key);
                _entries[key] = value;
                if (added && _entries.Count > {0})
                    Trim(_entries.Count - {0});
                return added;
            }}
        """,
        """
            private void Trim(int count)
            {{
                List<string> oldest = _entries.OrderBy(entry => entry.Value.Offset).Take(count).Select(entry => entry.Key).ToList();
                foreach (string key in oldest)
                    _entries.Remove(key);
                Count = _entries.Count;
            }}
        """,
        """
            public string Format(DateTime when, IEnumerable<int> values)
            {{
                StringBuilder text = new StringBuilder();
                text.Append(Name).Append(':').Append(when.ToString("O"));
                int sum = values.Where(value => value % 3 != 0).Sum();
                text.Append(sum > {0} ? " many" : " few").Append(", page ").Append(Page);
                return text.ToString();
            }}
        """,
        """
            public async Task<int> ReadAsync(Stream source, CancellationToken cancellation)
            {{
                byte[] chunk = new byte[4096];
                int total = 0;
                while (true)
                {{
                    int read = await source.ReadAsync(chunk, 0, chunk.Length, cancellation);
                    if (read == 0)
                        break;
                    total += read;
                    Write(chunk, 0, Math.Min(read, {0}));
                }}

                return total;
            }}
        """,
        """
            public int Map(Func<{1}, int> projection)
            {{
                int result = 0;
                foreach ({1} item in _entries.Values)
                {{
                    try
                    {{
                        result += projection(item);
                    }}
                    catch (InvalidOperationException problem)
                    {{
                        _log.WriteLine(problem.Message);
                        result -= {0};
                    }}
                }}

                return result;
            }}
        """,
        """
            public int Compare({1} left, {1} right) => (left.Page, right.Page) switch
            {{
                (0, 0) => string.CompareOrdinal(left.Name, right.Name),
                (var one, var other) when one != other => one < other ? -1 : 1,
                _ => (left.Size - right.Size) * {0},
            }};
        """,
        """
            public {2} Find{2}({2} start, int depth)
            {{
                {2} current = start;
                for (int level = 0; level < depth; level++)
                {{
                    {2} next = current.Get(level.ToString());
                    if (next == null || next.Size > {0})
                        return current;
                    current = next;
                }}

                return current;
            }}
        """,
        """
            public IEnumerable<string> Keys(string prefix)
            {{
                foreach (string key in _entries.Keys)
                {{
                    if (key.StartsWith(prefix, StringComparison.Ordinal) && key.Length < {0} + 10)
                        yield return key.Substring(prefix.Length);
                }}
            }}
        """,
        """
            public void Load(string path)
            {{
                using (StreamReader reader = new StreamReader(path))
                {{
                    for (string line = reader.ReadLine(); line != null; line = reader.ReadLine())
                    {{
                        string[] parts = line.Split('=');
                        if (parts.Length == 2 && int.TryParse(parts[1], out int size))
                            Get(parts[0].Trim()).Size = size + {0};
                    }}
                }}
            }}
        """,
        """
            public int Release(int id)
            {{
                switch (id & 3)
                {{
                    case 0:
                        _hits--;
                        return Size;
                    case 1 when Offset > {0}:
                        Offset -= id;
                        return Offset;
                    default:
                        _data.RemoveRange(0, Math.Min(id & 7, _data.Count));
                        return _data.Count;
                }}
            }}
        """,
    ];

    /// <summary>The projects, in the order in which they are built.</summary>
    public IReadOnlyList<SparseProject> Projects()
    {
        List<SparseProject> all = [new("Kernel", [], [.. new TreeGenerator(0, 0).Files().Take(2)])];
        int filesOfProject = Math.Max(1, lines / projects / LinesOfFile);
        int knowing = Math.Max(1, projects / KnowingShare);
        int dense = 0;
        for (int number = 1; number < projects; number++)
        {
            // Every fourth knows the kernel, and has its share of the files with sites.
            bool knows = number % KnowingShare == 1;
            string name = string.Create(CultureInfo.InvariantCulture, $"Part{number:00}");
            List<string> references = [.. knows ? ["Kernel"] : Array.Empty<string>(), .. number > 1 ? [Name(number - 1)] : Array.Empty<string>(), .. number > 4 ? [Name(number / 2)] : Array.Empty<string>()];
            List<(string, string)> written = [.. Enumerable.Range(0, filesOfProject).Select(file => ($"{TypeName(file)}.cs", File(name, number, file, filesOfProject)))];
            int share = knows ? Math.Min(files - dense, (files + knowing - 1) / knowing) : 0;
            for (int file = 0; file < share; file++, dense++)
                written.Add((string.Create(CultureInfo.InvariantCulture, $"Driver{dense:0000}.cs"), Driver(dense)));
            all.Add(new SparseProject(name, [.. references.Distinct()], written));
        }

        return all;

        static string Name(int number) => string.Create(CultureInfo.InvariantCulture, $"Part{number:00}");
    }

    /// <summary>Writes a folder for each project, and a solution.</summary>
    public void WriteTo(string folder)
    {
        IReadOnlyList<SparseProject> all = Projects();
        foreach (SparseProject project in all)
        {
            string path = Path.Combine(folder, project.Name);
            Directory.CreateDirectory(path);
            foreach ((string name, string text) in project.Files)
                System.IO.File.WriteAllText(Path.Combine(path, name), text);
            System.IO.File.WriteAllText(Path.Combine(path, project.Name + ".csproj"), $"""
                <Project Sdk="Microsoft.NET.Sdk">
                  <PropertyGroup>
                    <TargetFramework>net10.0</TargetFramework>
                    <ImplicitUsings>enable</ImplicitUsings>
                  </PropertyGroup>
                  <ItemGroup>
                    {string.Join("\n    ", project.References.Select(other => $"<ProjectReference Include=\"../{other}/{other}.csproj\" />"))}
                  </ItemGroup>
                </Project>

                """);
        }

        System.IO.File.WriteAllText(Path.Combine(folder, "Sparse.slnx"), $"<Solution>\n{string.Concat(all.Select(project => $"  <Project Path=\"{project.Name}/{project.Name}.csproj\" />\n"))}</Solution>\n");
    }

    /// <summary>A file of the dense tree with as many sites as each has.</summary>
    private string Driver(int number) =>
        new TreeGenerator(TreeGenerator.LinesOfFile, Math.Max(1, sites / files), seed: number + 1).Files().ElementAt(2).Text.Replace("Driver0000", string.Create(CultureInfo.InvariantCulture, $"Driver{number:0000}"), StringComparison.Ordinal);

    private static string TypeName(int file) =>
        s_nouns[file % s_nouns.Length] + s_roles[file / s_nouns.Length % s_roles.Length] + (file >= s_nouns.Length * s_roles.Length ? (file / (s_nouns.Length * s_roles.Length)).ToString(CultureInfo.InvariantCulture) : "");

    private static string File(string project, int number, int file, int files)
    {
        Random random = new(number * 10_007 + file);
        string type = TypeName(file);
        string other = TypeName(random.Next(files));
        StringBuilder text = new();
        text.Append("using System.IO;\nusing System.Text;\n\n");
        text.Append(CultureInfo.InvariantCulture, $"namespace {project};\n\n/// <summary>Keeps what belongs to a {type}.</summary>\npublic class {type} : IDisposable\n{{\n");
        text.Append(CultureInfo.InvariantCulture, $"    private readonly Dictionary<string, {type}> _entries = new Dictionary<string, {type}>();\n    private readonly List<byte> _data = new List<byte>();\n    private readonly TextWriter _log;\n    private bool _disposed;\n    private int _hits;\n\n");
        text.Append(CultureInfo.InvariantCulture, $"    public {type}(string name, TextWriter log)\n    {{\n        Name = name;\n        _log = log;\n    }}\n\n");
        text.Append("    public string Name { get; }\n\n    public int Page { get; set; }\n\n    public int Size { get; set; }\n\n    public int Offset { get; set; }\n\n    public int Count { get; private set; }\n\n");
        int written = 34;
        // The members that others call come once; the rest as often as there is room, under numbered names.
        List<string> members = [.. s_methods];
        for (int round = 0; written < LinesOfFile; round++)
        {
            foreach (string member in members)
            {
                if (round > 0 && written >= LinesOfFile)
                    break;
                string code = string.Format(CultureInfo.InvariantCulture, member, random.Next(3, 99), type, other);
                if (round > 0)
                    code = Numbered(code, round);
                text.Append(code).Append("\n\n");
                written += code.Count(character => character == '\n') + 2;
            }

            members.RemoveAll(member => member.Contains("Dispose()", StringComparison.Ordinal));
        }

        return text.Append("}\n").ToString();
    }

    /// <summary>Another member of the same kind; an overload would be the same one.</summary>
    private static string Numbered(string code, int round)
    {
        int open = code.IndexOf('(', StringComparison.Ordinal);
        return code.Insert(open, round.ToString(CultureInfo.InvariantCulture));
    }
}

/// <summary>A project of a generated code base.</summary>
/// <param name="Name">Of its folder and its assembly.</param>
/// <param name="References">The projects that it refers to itself.</param>
/// <param name="Files">Names and texts.</param>
internal sealed record SparseProject(string Name, IReadOnlyList<string> References, IReadOnlyList<(string Name, string Text)> Files);
