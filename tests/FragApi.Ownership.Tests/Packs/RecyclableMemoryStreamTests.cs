using System.Threading.Tasks;
using Xunit;

namespace FragApi.Ownership.Tests.Packs;

/// <summary>The pack of RecyclableMemoryStream against the real library: a bug is seen, and what is right is not.</summary>
public sealed class RecyclableMemoryStreamTests
{
    private static readonly Pack s_pack = Pack.Named("RecyclableMemoryStream");

    [Fact]
    public Task Recyclable_streams() => s_pack.IsAsync("""
        using System;
        using System.IO;
        using System.Threading.Tasks;
        using Microsoft.IO;

        class Mistakes(RecyclableMemoryStreamManager manager)
        {
            void Leaks(bool empty)
            {
                MemoryStream stream = {|FRAG2002:manager.GetStream("mail")|};
                if (empty)
                    return;
                stream.WriteByte(1);
                stream.Dispose();
            }

            void LeaksAltogether()
            {
                RecyclableMemoryStream stream = {|FRAG2001:new RecyclableMemoryStream(manager)|};
                stream.WriteByte(1);
            }

            void WritesAfter()
            {
                RecyclableMemoryStream stream = manager.GetStream();
                stream.Close();
                {|FRAG2004:stream.WriteByte(1)|};
            }

            byte[] ShowsItsArray()
            {
                using RecyclableMemoryStream stream = manager.GetStream();
                stream.WriteByte(1);
                return {|FRAG2004:stream.GetBuffer()|};
            }
        }

        class InOrder(RecyclableMemoryStreamManager manager)
        {
            byte[] Uses()
            {
                using RecyclableMemoryStream stream = manager.GetStream();
                stream.WriteByte(1);
                return stream.ToArray();
            }

            async Task UsesLater(Stream to)
            {
                await using MemoryStream stream = manager.GetStream(Guid.NewGuid(), "mail", 64);
                stream.Position = 0;
                await stream.CopyToAsync(to);
            }

            void DisposesAgain()
            {
                RecyclableMemoryStream stream = manager.GetStream();
                using (stream)
                    stream.WriteByte(1);
                stream.Dispose();
            }

            Stream Makes()
            {
                RecyclableMemoryStream stream = manager.GetStream();
                stream.WriteByte(1);
                stream.Position = 0;
                return stream;
            }

            string Wraps()
            {
                RecyclableMemoryStream stream = manager.GetStream();
                using StreamReader reader = new(stream);
                return reader.ReadToEnd();
            }

            void Others(Stream given)
            {
                given.Dispose();
                given.Dispose();
                MemoryStream own = new();
                own.Close();
                own.Dispose();
            }

            void Looks()
            {
                using RecyclableMemoryStream stream = manager.GetStream();
                byte[] array = stream.GetBuffer();
                Console.WriteLine(array[0] + stream.Length);
            }
        }
        """);
}
