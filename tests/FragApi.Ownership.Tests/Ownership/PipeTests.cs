using System.Threading.Tasks;
using Xunit;

namespace FragApi.Ownership.Tests;

/// <summary>What a pipe's reader shows, and what may be done with it after 'AdvanceTo'.</summary>
public sealed class PipeTests
{
    [Fact]
    public Task ItIsSaidWhatGaveItBack() => ReadAsync("""
        ReadOnlySequence<byte> buffer = result.Buffer;
        reader.AdvanceTo(buffer.End);
        Console.WriteLine({|FRAG2004:buffer.ToArray()|}.Length);
        """);

    [Fact]
    public Task ARaceWithTheReaderIsAnOperation() => ReadAsync("""
        ValueTask write = stream.WriteAsync(result.Buffer.First);
        {|FRAG2013:reader.AdvanceTo(result.Buffer.End)|};
        await write;
        """);

    // Nothing was consumed: all of it stays where it is.
    [Theory]
    [InlineData("reader.AdvanceTo(buffer.Start, buffer.End);")]
    [InlineData("reader.AdvanceTo(buffer.Start);")]
    [InlineData("reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);")]
    [InlineData("reader.AdvanceTo(buffer.GetPosition(0), buffer.End);")]
    [InlineData("SequencePosition consumed = buffer.Start; reader.AdvanceTo(consumed, buffer.End);")]
    [InlineData("SequencePosition consumed = default; reader.AdvanceTo(consumed, buffer.End);")]
    [InlineData("reader.AdvanceTo(default, buffer.End);")]
    [InlineData("(SequencePosition consumed, SequencePosition examined) = (buffer.Start, buffer.End); reader.AdvanceTo(consumed, examined);")]
    [InlineData("bool all = false; reader.AdvanceTo(all ? buffer.End : buffer.Start, buffer.End);")]
    public Task WhatWasOnlyExaminedIsThereStill(string advance) => ReadAsync($$"""
        ReadOnlySequence<byte> buffer = result.Buffer;
        ReadOnlySequence<byte> head = buffer.Slice(0, 2);
        {{advance}}
        Console.WriteLine(buffer.ToArray().Length + head.First.Length);
        """);

    // 'TryParse' went past a part: the rest is there still.
    [Theory]
    [InlineData("buffer = buffer.Slice(2); reader.AdvanceTo(buffer.Start, buffer.End);")]
    [InlineData("Skip(ref buffer); reader.AdvanceTo(buffer.Start, buffer.End);")]
    [InlineData("SequencePosition consumed = buffer.Start; if (Skip(ref buffer)) consumed = buffer.Start; reader.AdvanceTo(consumed, buffer.End);")]
    [InlineData("Elsewhere.Skip(ref buffer); reader.AdvanceTo(buffer.Start, buffer.End);")]
    [InlineData("buffer = new ReadOnlySequence<byte>(buffer.ToArray()); reader.AdvanceTo(result.Buffer.End);")]
    [InlineData("Copy(ref buffer); reader.AdvanceTo(result.Buffer.End);")]
    [InlineData("Decode(result.Buffer, out buffer); reader.AdvanceTo(result.Buffer.End);")]
    [InlineData("buffer = Decoded(result.Buffer); reader.AdvanceTo(result.Buffer.End);")]
    [InlineData("reader.AdvanceTo(buffer.End); result = await reader.ReadAsync(); buffer = result.Buffer;")]
    [InlineData("reader.AdvanceTo(buffer.End); buffer = (await reader.ReadAsync()).Buffer;")]
    [InlineData("reader.AdvanceTo(buffer.End); if (!reader.TryRead(out result)) return; buffer = result.Buffer;")]
    [InlineData("reader.AdvanceTo(buffer.End); buffer = ReadOnlySequence<byte>.Empty;")]
    [InlineData("SequencePosition to = buffer.GetPosition(2); reader.AdvanceTo(to); buffer = buffer.Slice(to);")]
    [InlineData("reader.AdvanceTo(buffer.End); buffer = default;")]
    [InlineData("reader.AdvanceTo(buffer.End); (buffer, result) = (default, default);")]
    [InlineData("void Again() { reader.AdvanceTo(buffer.End); buffer = default; } Again();")]
    [InlineData("Action again = () => buffer = default; reader.AdvanceTo(buffer.End); again();")]
    public Task AnotherBufferIsNotGone(string advance) => ReadAsync($$"""
        ReadOnlySequence<byte> buffer = result.Buffer;
        {{advance}}
        Console.WriteLine(buffer.ToArray().Length);
        """);

    // Numbers, copies and answers are nobody's memory.
    [Theory]
    [InlineData("if (result.IsCompleted && buffer.IsEmpty) return;")]
    [InlineData("if (result.IsCanceled || result.Buffer.Length > 5 || result.Buffer.IsSingleSegment) return;")]
    [InlineData("Console.WriteLine(end.GetInteger() + start.GetInteger());")]
    [InlineData("if (end.Equals(buffer.End)) Elsewhere.Use(end);")]
    [InlineData("Console.WriteLine(copy[0] + text.Length + number);")]
    [InlineData("Elsewhere.Use(result); if (Elsewhere.IsLast(result)) return;")]
    [InlineData("Console.WriteLine(rest.Consumed + rest.Remaining + rest.Length); if (rest.End) return; Elsewhere.Use(rest.Position);")]
    [InlineData("reader.AdvanceTo(buffer.End);")]
    [InlineData("await reader.CompleteAsync();")]
    [InlineData("Console.WriteLine(buffer.GetPosition(2).GetInteger());")]
    [InlineData("Console.WriteLine(position is { } at ? at.GetInteger() : 0);")]
    [InlineData("if (result is { IsCompleted: true, Buffer.IsEmpty: true } || buffer is { Length: > 4 }) return;")]
    [InlineData("ReadOnlySequence<byte> same = buffer; Console.WriteLine($\"{same.Length} of {buffer.Length}\"); System.Diagnostics.Debug.Assert(same.IsEmpty);")]
    [InlineData("(long length, bool last) = (buffer.Length, result.IsCompleted); Console.WriteLine(last ? length : 0);")]
    [InlineData("switch (result) { case { IsCompleted: true }: return; case { IsCanceled: true }: throw new OperationCanceledException(); }")]
    [InlineData("if (buffer.Start.Equals(end) || start.Equals(buffer.End) || buffer.Slice(end).IsEmpty) return;")]
    [InlineData("await Task.Run(() => Console.WriteLine(result.IsCompleted));")]
    [InlineData("System.IO.Pipelines.ReadResult kept = result; reader.CancelPendingRead(); if (kept.IsCanceled) return;")]
    public Task WhatIsNoMemoryMayBeUsed(string use) => ReadAsync($$"""
        ReadOnlySequence<byte> buffer = result.Buffer;
        SequencePosition start = buffer.Start, end = buffer.End;
        SequencePosition? position = buffer.PositionOf((byte)1);
        byte[] copy = buffer.ToArray();
        buffer.Slice(0, 2).CopyTo(copy);
        string text = System.Text.EncodingExtensions.GetString(System.Text.Encoding.UTF8, buffer);
        int number = buffer.FirstSpan[0];
        SequenceReader<byte> rest = new(buffer);
        reader.AdvanceTo(end);
        {{use}}
        """);

    // Loops as the library's documentation has them.
    [Theory]
    [InlineData("""
        while (true)
        {
            result = await reader.ReadAsync();
            ReadOnlySequence<byte> buffer = result.Buffer;
            while (TryLine(ref buffer, out ReadOnlySequence<byte> line))
                Console.WriteLine(line.ToArray().Length);
            reader.AdvanceTo(buffer.Start, buffer.End);
            if (result.IsCompleted)
                break;
        }

        await reader.CompleteAsync();
        """)]
    [InlineData("""
        ReadOnlySequence<byte> buffer = default;
        ReadOnlySequence<byte> line;
        do
        {
            result = await reader.ReadAsync();
            buffer = result.Buffer;
            SequencePosition consumed = buffer.Start;
            SequencePosition examined = buffer.End;
            try
            {
                if (result.IsCanceled)
                    break;
                if (TryLine(ref buffer, out line))
                {
                    consumed = buffer.Start;
                    examined = consumed;
                    Console.WriteLine(line.ToArray().Length);
                }

                if (result.IsCompleted)
                {
                    if (buffer.Length > 0)
                        throw new InvalidOperationException();
                    break;
                }
            }
            finally
            {
                reader.AdvanceTo(consumed, examined);
            }
        }
        while (true);
        """)]
    [InlineData("""
        while (reader.TryRead(out result))
        {
            foreach (ReadOnlyMemory<byte> segment in result.Buffer)
                await stream.WriteAsync(segment);
            reader.AdvanceTo(result.Buffer.End);
        }
        """)]
    [InlineData("""
        SequencePosition? found = null;
        while (found is null)
        {
            result = await reader.ReadAsync();
            found = result.Buffer.PositionOf((byte)10);
            if (found is null)
                reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }

        Console.WriteLine(result.Buffer.Slice(0, found.Value).ToArray().Length);
        reader.AdvanceTo(result.Buffer.GetPosition(1, found.Value));
        """)]
    [InlineData("""
        while (true)
        {
            result = await reader.ReadAsync();
            SequencePosition position = result.Buffer.Start;
            SequencePosition consumed = position;
            try
            {
                ReadOnlySequence<byte> buffer = result.Buffer;
                while (buffer.TryGet(ref position, out ReadOnlyMemory<byte> memory))
                {
                    if (memory.Length > 0)
                        await stream.WriteAsync(memory);
                    consumed = position;
                }

                consumed = buffer.End;
                if (result.IsCompleted)
                    break;
            }
            finally
            {
                reader.AdvanceTo(consumed);
            }
        }
        """)]
    [InlineData("""
        byte[] given = new byte[8];
        SequencePosition consumed = result.Buffer.End;
        try
        {
            if (result.Buffer.Length != 0)
            {
                int actual = (int)Math.Min(result.Buffer.Length, given.Length);
                ReadOnlySequence<byte> slice = actual == result.Buffer.Length ? result.Buffer : result.Buffer.Slice(0, actual);
                consumed = slice.End;
                slice.CopyTo(given);
                Console.WriteLine(actual);
            }
        }
        finally
        {
            reader.AdvanceTo(consumed);
        }
        """)]
    [InlineData("""
        ReadOnlySequence<byte> buffer = result.Buffer;
        while (buffer.Length > 0)
        {
            SequencePosition? end = buffer.PositionOf((byte)10);
            if (end == null)
            {
                reader.AdvanceTo(buffer.Start, buffer.End);
                (buffer, end) = await MoreAsync(reader);
            }

            ReadOnlySequence<byte> line = buffer.Slice(0, end.Value);
            SequencePosition next = buffer.GetPosition(1, end.Value);
            if (line.Length > 99)
            {
                reader.AdvanceTo(next);
                System.IO.Pipelines.ReadResult second = await reader.ReadAtLeastAsync(8);
                buffer = second.Buffer;
                line = buffer.Slice(0, 8);
            }

            Console.WriteLine(line.ToArray().Length);
            buffer = buffer.Slice(line.Length);
        }

        reader.AdvanceTo(buffer.Start);
        """)]
    [InlineData("""
        bool advanced = false;
        ReadOnlySequence<byte> buffer = result.Buffer;
        if (buffer.Length < 4)
        {
            reader.AdvanceTo(buffer.End);
            advanced = true;
        }

        if (!advanced)
        {
            Console.WriteLine(buffer.ToArray().Length);
            reader.AdvanceTo(buffer.End);
        }
        """)]
    [InlineData("""
        ReadOnlySequence<byte> buffer = result.Buffer;
        Find(buffer, out SequencePosition consumed, out SequencePosition examined, out byte[] message);
        reader.AdvanceTo(examined: examined, consumed: consumed);
        Console.WriteLine(message.Length + buffer.Length);
        """)]
    public Task LoopsReadAgain(string loop) => ReadAsync(loop);

    [Theory]
    [InlineData("TryLine(ref buffer, out ReadOnlySequence<byte> line); reader.AdvanceTo(buffer.Start); Console.WriteLine({|FRAG2004:line.ToArray()|}.Length);")]
    [InlineData("ReadOnlySequence<byte> last = default; while (TryLine(ref buffer, out ReadOnlySequence<byte> line)) last = line; reader.AdvanceTo(buffer.Start); Console.WriteLine({|FRAG2004:last.ToArray()|}.Length);")]
    [InlineData("ReadOnlySequence<byte> body = Body(buffer); reader.AdvanceTo(buffer.End); Console.WriteLine({|FRAG2004:body.ToArray()|}.Length);")]
    [InlineData("SequencePosition end = Find(buffer); reader.AdvanceTo(end); Console.WriteLine({|FRAG2004:buffer.ToArray()|}.Length);")]
    [InlineData("ReadOnlyMemory<byte> head = buffer.First[..2]; reader.AdvanceTo(buffer.End); Console.WriteLine({|FRAG2004:head.ToArray()|}.Length);")]
    public Task PartsOfItGoWithIt(string use) => ReadAsync("ReadOnlySequence<byte> buffer = result.Buffer;\n" + use);

    // Whoever has made the reader of an array has that still.
    [Fact]
    public Task AReaderOfAnArrayGivesNothingBack() => Own.MembersAsync("""
        async Task<byte[]> M(byte[] all)
        {
            var reader = System.IO.Pipelines.PipeReader.Create(new ReadOnlySequence<byte>(all));
            System.IO.Pipelines.ReadResult result = await reader.ReadAsync();
            reader.AdvanceTo(result.Buffer.End);
            return result.Buffer.ToArray();
        }
        """);

    [Fact]
    public Task APositionThatMayNotHaveMovedSaysNothing() => ReadAsync("""
        ReadOnlySequence<byte> buffer = result.Buffer;
        SequencePosition consumed = buffer.Start;
        bool found = Look(buffer, ref consumed);
        reader.AdvanceTo(consumed, buffer.End);
        if (!found)
            Console.WriteLine(buffer.ToArray().Length);
        """);

    // It may be another reader's, or nobody's: a name alone says nothing.
    [Fact]
    public Task AnotherAdvanceIsNone() => Own.MembersAsync("""
        class Cursor { public void AdvanceTo(SequencePosition consumed) { } }

        byte[] M(Cursor cursor, System.IO.Pipelines.ReadResult result)
        {
            cursor.AdvanceTo(result.Buffer.End);
            return result.Buffer.ToArray();
        }
        """);

    [Fact]
    public Task TwoReadersGoOnForThemselves() => Own.MembersAsync("""
        async Task<int> M(System.IO.Pipelines.PipeReader one, System.IO.Pipelines.PipeReader other)
        {
            ReadOnlySequence<byte> first = (await one.ReadAsync()).Buffer;
            ReadOnlySequence<byte> second = (await other.ReadAsync()).Buffer;
            one.AdvanceTo(first.End);
            int length = second.ToArray().Length;
            other.AdvanceTo(second.End);
            return length + {|FRAG2004:second.ToArray()|}.Length;
        }
        """);

    // The prebuffered stream of a reader that is nowhere near its end: what was read is read again.
    [Fact]
    public Task AWrapperHandsOnWhatIsKept() => Own.MembersAsync("""
        sealed class Counting : System.IO.Pipelines.PipeReader
        {
            readonly System.IO.Pipelines.PipeReader _inner;
            System.IO.Pipelines.ReadResult _last;
            long _consumed;
            public Counting(System.IO.Pipelines.PipeReader inner) => _inner = inner;
            public override void AdvanceTo(SequencePosition consumed) { _consumed += _last.Buffer.Slice(0, consumed).Length; _inner.AdvanceTo(consumed); }
            public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => _inner.AdvanceTo(consumed, examined);
            public override void CancelPendingRead() => _inner.CancelPendingRead();
            public override void Complete(Exception exception = null) => _inner.Complete(exception);
            public override async ValueTask<System.IO.Pipelines.ReadResult> ReadAsync(System.Threading.CancellationToken token = default) => _last = await _inner.ReadAsync(token);
            public override bool TryRead(out System.IO.Pipelines.ReadResult result) => _inner.TryRead(out result);
        }

        async Task<System.IO.Pipelines.ReadResult> Peek(System.IO.Pipelines.PipeReader reader)
        {
            System.IO.Pipelines.ReadResult result = await reader.ReadAsync();
            try
            {
                return result;
            }
            finally
            {
                reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            }
        }

        async Task<System.IO.Pipelines.ReadResult> Skip(System.IO.Pipelines.PipeReader reader)
        {
            System.IO.Pipelines.ReadResult result = await reader.ReadAsync();
            reader.AdvanceTo(result.Buffer.End);
            return result;
        }
        """);

    // What comes of a sequence behind a method's back is its own affair.
    [Fact]
    public Task AFieldIsSetAgain() => Own.MembersAsync("""
        readonly System.IO.Pipelines.PipeReader _reader;
        ReadOnlySequence<byte> _rest;

        async Task<byte[]> M()
        {
            System.IO.Pipelines.ReadResult result = await _reader.ReadAsync();
            _rest = result.Buffer;
            _reader.AdvanceTo(result.Buffer.End);
            await Refill();
            return _rest.ToArray();
        }

        async Task Refill()
        {
            await Task.Yield();
            _rest = new ReadOnlySequence<byte>(new byte[4]);
        }

        async Task N()
        {
            System.IO.Pipelines.ReadResult result = await _reader.ReadAsync();
            _rest = result.Buffer;
            _reader.AdvanceTo(_rest.End);
            _rest = default;
        }
        """);

    private static Task ReadAsync(string statements) => Own.MembersAsync($$"""
        async Task M(System.IO.Pipelines.PipeReader reader, Stream stream)
        {
            System.IO.Pipelines.ReadResult result = await reader.ReadAsync();
            {{statements.ReplaceLineEndings("\n    ")}}
        }

        static bool Skip(ref ReadOnlySequence<byte> buffer)
        {
            if (buffer.Length < 2)
                return false;
            buffer = buffer.Slice(2);
            return true;
        }

        static bool TryLine(ref ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> line)
        {
            SequenceReader<byte> reader = new(buffer);
            if (!reader.TryReadTo(out line, (byte)10))
                return false;
            buffer = buffer.Slice(reader.Position);
            return true;
        }

        static void Copy(ref ReadOnlySequence<byte> buffer) => buffer = new ReadOnlySequence<byte>(buffer.ToArray());

        static void Decode(ReadOnlySequence<byte> from, out ReadOnlySequence<byte> to)
        {
            byte[] decoded = new byte[from.Length];
            from.CopyTo(decoded);
            to = new ReadOnlySequence<byte>(decoded);
        }

        static ReadOnlySequence<byte> Body(ReadOnlySequence<byte> all) => all.IsEmpty ? default : all.Slice(4);

        static void Find(ReadOnlySequence<byte> all, out SequencePosition consumed, out SequencePosition examined, out byte[] message)
        {
            consumed = examined = all.End;
            message = all.ToArray();
        }

        static async Task<(ReadOnlySequence<byte>, SequencePosition?)> MoreAsync(System.IO.Pipelines.PipeReader reader)
        {
            System.IO.Pipelines.ReadResult result = await reader.ReadAsync();
            return (result.Buffer, result.Buffer.PositionOf((byte)10));
        }

        static SequencePosition Find(ReadOnlySequence<byte> all) => all.PositionOf((byte)10) ?? all.End;

        static bool Look(ReadOnlySequence<byte> all, ref SequencePosition consumed)
        {
            if (all.PositionOf((byte)10) is not SequencePosition found)
                return false;
            consumed = found;
            return true;
        }

        static ReadOnlySequence<byte> Decoded(ReadOnlySequence<byte> from) => new(from.ToArray());

        abstract class Elsewhere
        {
            public delegate bool Skipper(ref ReadOnlySequence<byte> buffer);
            public static Skipper Skip;
            public static Action<object> Use;
            public static Func<System.IO.Pipelines.ReadResult, bool> IsLast;
        }
        """);
}
