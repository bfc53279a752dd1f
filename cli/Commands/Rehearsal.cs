using System;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FragApi.Cli.Hosting;
using FragApi.Cli.Loading;
using FragApi.Cli.Proposing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace FragApi.Cli.Commands;

/// <summary>
/// A verb's work on a few lines, on a processor that has nothing to do while MSBuild finds out what there is to load: what the
/// runtime compiles of the tool and of the compiler in it is compiled once the real code is there.
/// </summary>
internal static class Rehearsal
{
    /// <summary>Shapes that are in any code, with a fragment among them.</summary>
    private const string Lines = """
        using System;
        using System.Collections.Generic;
        using System.Threading.Tasks;
        using FragApi;

        public sealed class Page { public int Count { get; set; } }

        [Fragment(Accessor = typeof(Frags))]
        public struct Frag
        {
            [FragmentPage] public Page Page;
            [FragmentOffset] public int Offset;
            [FragmentSize] public int Size;
        }

        [FragmentContainer]
        public sealed class Buffer { public Frag[] Frags = new Frag[4]; [FragmentCount] public int Count; }

        public static class Pages
        {
            [PageGet] public static void Get(Page page) { page.Count++; }
            [PagePut] public static void Put(Page page) => page.Count--;
        }

        [FragmentAccessor]
        public static class Frags
        {
            public static void Ref(in Frag frag) => Pages.Get(frag.Page);
            public static void Unref(in Frag frag) => Pages.Put(frag.Page);
            public static Page Page(in Frag frag) => frag.Page;
            public static int Size(in Frag frag) => frag.Size;
        }

        public interface IQueue<T> where T : class { bool TryTake(out T? item); }

        public abstract class Driver<T>(string name) : IDisposable where T : class
        {
            private readonly Dictionary<string, List<T>> _seen = new();
            private event Action<int>? Done;

            public string Name { get; } = name;
            protected abstract IQueue<T> Queue { get; }
            public virtual void Dispose() => Done = null;

            public int Send(Buffer buffer, int length, object? state, params string[] names)
            {
                long total = 0;
                for (int i = 0; i < buffer.Count && length > 0; i++)
                {
                    ref Frag frag = ref buffer.Frags[i];
                    Pages.Get(frag.Page);
                    total += (uint)frag.Size << 2 | (length & 3);
                    switch (total % 3) { case 0: length--; break; case 1 when state is string { Length: > 2 } text: total += text.Length; break; default: continue; }
                }

                try
                {
                    foreach (string one in names)
                    {
                        while (Queue.TryTake(out T? item) && item is not null)
                        {
                            if (!_seen.TryGetValue(one, out List<T>? list)) _seen[one] = list = [];
                            list.Add(item);
                        }
                    }
                }
                catch (InvalidOperationException problem) when (problem.Message.Length > 0) { throw new ArgumentException($"{Name}: {total} of {length:x}", nameof(names), problem); }
                finally { Done?.Invoke(length); }

                Func<int, long> add = n => n + total;
                (int low, long high) = (length, add(length));
                Span<byte> bytes = stackalloc byte[8];
                bytes[0] = (byte)(low ^ high);
                do { Pages.Put(buffer.Frags[0].Page); } while (--low > 0);
                return buffer.Frags[0].Page == null ? (int)high : checked((int)(high / 2)) + Local(bytes);

                static int Local(ReadOnlySpan<byte> part) => part.Length > 4 ? part[1..].Length : part[0];
            }

            public async Task<int> SendAsync(Buffer buffer)
            {
                using Driver<T> self = this;
                lock (_seen) { _seen.Clear(); }
                await Task.Yield();
                return Send(buffer, 1, state: new { buffer.Count }, "a", Name) switch { 0 => 1, < 4 => 2, var n => n };
            }
        }

        """;

    private static int s_begun;

    /// <summary>Begins, once a process. Nobody waits for it, and what goes wrong in it changes nothing.</summary>
    public static void Begin(Func<CodeBase, Task> work)
    {
        if (Environment.ProcessorCount > 1 && Interlocked.Exchange(ref s_begun, 1) == 0)
            _ = Task.Run(() => PerformAsync(work));
    }

    private static async Task PerformAsync(Func<CodeBase, Task> work)
    {
        try
        {
            await work(Stage()).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // whatever it is, the real code will meet it or will not
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }

    /// <summary>A code base that is on no disk. The references are the runtime's own.</summary>
    internal static CodeBase Stage()
    {
        CSharpParseOptions options = new(LanguageVersion.Latest);
        string runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        LoadedProject project = new("rehearsal", Path.Combine(runtime, "rehearsal.csproj"), IsRequested: true, CSharpCompilation.Create("rehearsal"), new AnalyzerOptions([]), []);
        CSharpCompilation compilation = CSharpCompilation.Create(
            "rehearsal",
            [CSharpSyntaxTree.ParseText(AttributeWriter.Annotations(project).Text, options, Path.Combine(runtime, "annotations.cs")), CSharpSyntaxTree.ParseText(Lines, options, Path.Combine(runtime, "lines.cs"))],
            ((string[])["System.Private.CoreLib.dll", "System.Runtime.dll", "System.Collections.dll"]).Select(name => MetadataReference.CreateFromFile(Path.Combine(runtime, name))),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        return new CodeBase(runtime, isLoose: true, [project with { Compilation = compilation }], [], []);
    }

    /// <summary>Says nothing.</summary>
    internal sealed class Silence : IProgressSteps
    {
        public void Step(string what, int done, int of)
        {
        }

        public void Note(string text)
        {
        }
    }
}
