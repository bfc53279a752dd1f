using System.Threading.Tasks;
using Xunit;

namespace FragApi.Ownership.Tests;

/// <summary>Arrays in the arguments of a socket's operations: 'args.SetBuffer(a, 0, 9); socket.SendAsync(args)'.</summary>
public sealed class EventArgsTests
{
    [Theory]
    [InlineData("args.SetBuffer(a, 0, 9); socket.SendAsync(args); {|FRAG2013:ArrayPool<byte>.Shared.Return(a)|};")]
    [InlineData("args.SetBuffer(a.AsMemory(0, 9)); _ = socket.ReceiveAsync(args); {|FRAG2013:ArrayPool<byte>.Shared.Return(a)|};")]
    [InlineData("try { args.SetBuffer(a, 0, 9); if (socket.ReceiveAsync(args)) return; Done(args); } finally { {|FRAG2013:ArrayPool<byte>.Shared.Return(a)|}; }")]
    [InlineData("args.SetBuffer(a, 0, 9); args.RemoteEndPoint = end; bool pending = socket.SendToAsync(args); if (pending) Console.WriteLine(9); {|FRAG2013:ArrayPool<byte>.Shared.Return(a)|};")]
    [InlineData("SocketAsyncEventArgs own = new(); own.SetBuffer(a, 0, 9); own.Completed += Done; socket.ReceiveFromAsync(own); {|FRAG2013:ArrayPool<byte>.Shared.Return(a)|};")]
    [InlineData("_args.SetBuffer(a, 0, 9); if (socket.SendAsync(_args) == true) { {|FRAG2013:ArrayPool<byte>.Shared.Return(a)|}; return; } ArrayPool<byte>.Shared.Return(a);")]
    public Task StillSent(string statements) => IsAsync(statements);

    // What the socket says is asked, somebody waits for it, or somebody else returns it.
    [Theory]
    [InlineData("args.SetBuffer(a, 0, 9); if (!socket.SendAsync(args)) ArrayPool<byte>.Shared.Return(a);")]
    [InlineData("args.SetBuffer(a, 0, 9); if (socket.SendAsync(args)) return; ArrayPool<byte>.Shared.Return(a);")]
    [InlineData("args.SetBuffer(a, 0, 9); if (socket.SendAsync(args) == false) ArrayPool<byte>.Shared.Return(a);")]
    [InlineData("args.SetBuffer(a, 0, 9); if (socket.SendAsync(args) is false) ArrayPool<byte>.Shared.Return(a);")]
    [InlineData("args.SetBuffer(a, 0, 9); if (false == socket.SendAsync(args)) ArrayPool<byte>.Shared.Return(a);")]
    [InlineData("args.SetBuffer(a, 0, 9); bool pending = socket.SendAsync(args); if (pending) return; ArrayPool<byte>.Shared.Return(a);")]
    [InlineData("args.SetBuffer(a, 0, 9); bool pending = socket.SendAsync(args); if (!pending) Done(args); if (!pending) ArrayPool<byte>.Shared.Return(a);")]
    [InlineData("args.SetBuffer(a, 0, 9); var done = !socket.SendAsync(args); if (done) ArrayPool<byte>.Shared.Return(a);")]
    [InlineData("args.SetBuffer(a, 0, 9); while (!socket.ReceiveAsync(args)) { if (args.BytesTransferred == 0) { ArrayPool<byte>.Shared.Return(a); return; } }")]
    [InlineData("args.SetBuffer(a, 0, 9); if (b && !socket.SendAsync(args)) ArrayPool<byte>.Shared.Return(a);")]
    [InlineData("args.SetBuffer(a, 0, 9); bool pending; if (b) pending = socket.SendAsync(args); else pending = socket.ReceiveAsync(args); if (!pending) ArrayPool<byte>.Shared.Return(a);")]
    [InlineData("args.SetBuffer(a, 0, 9); bool pending = b ? socket.SendAsync(args) : socket.ReceiveAsync(args); if (!pending) ArrayPool<byte>.Shared.Return(a);")]
    [InlineData("args.SetBuffer(a, 0, 9); args.UserToken = a; socket.SendAsync(args);")]
    [InlineData("args.SetBuffer(a, 0, 9); args.Completed += (_, _) => ArrayPool<byte>.Shared.Return(a); if (!socket.SendAsync(args)) ArrayPool<byte>.Shared.Return(a);")]
    [InlineData("args.SetBuffer(a, 0, 9); args.Completed += Back; if (!socket.SendAsync(args)) Back(socket, args);")]
    [InlineData("args.SetBuffer(a, 0, 9); try { if (socket.SendAsync(args)) _event.WaitOne(); } finally { ArrayPool<byte>.Shared.Return(a); }")]
    [InlineData("args.SetBuffer(a, 0, 9); socket.SendAsync(args); WaitFor(); ArrayPool<byte>.Shared.Return(a);")]
    [InlineData("args.SetBuffer(a, 0, 9); socket.SendAsync(args); _wait(); ArrayPool<byte>.Shared.Return(a);")]
    [InlineData("args.SetBuffer(a, 0, 9); socket.SendAsync(args); var spin = new System.Threading.SpinWait(); while (!_done) spin.SpinOnce(); ArrayPool<byte>.Shared.Return(a);")]
    [InlineData("args.SetBuffer(a, 0, 9); socket.SendAsync(args); lock (_event) { System.Threading.Monitor.Wait(_event); } ArrayPool<byte>.Shared.Return(a);")]
    [InlineData("args.SetBuffer(a, 0, 9); if (socket.SendAsync(args)) Console.WriteLine(_number.Task.Result); ArrayPool<byte>.Shared.Return(a);")]
    [InlineData("args.SetBuffer(a, 0, 9); if (socket.SendAsync(args)) _source.Task.GetAwaiter().GetResult(); ArrayPool<byte>.Shared.Return(a);")]
    [InlineData("args.SetBuffer(a, 0, 9); if (socket.SendAsync(args)) _ = Waited; ArrayPool<byte>.Shared.Return(a);")]
    [InlineData("args.SetBuffer(a, 0, 9); _ = socket.SendAsync(args) || Again(args); ")]
    [InlineData("args.SetBuffer(a, 0, 9); if (socket.SendAsync(args) || b) return; ArrayPool<byte>.Shared.Return(a);")]
    [InlineData("args.SetBuffer(a, 0, 9); switch (socket.SendAsync(args)) { case false: ArrayPool<byte>.Shared.Return(a); break; }")]
    [InlineData("args.SetBuffer(a, 0, 9); var end2 = socket.SendAsync(args) ? null : a; if (end2 != null) ArrayPool<byte>.Shared.Return(end2);")]
    [InlineData("args.SetBuffer(a, 0, 9); socket.SendAsync(args); socket.Dispose(); ArrayPool<byte>.Shared.Return(a);")]
    [InlineData("args.SetBuffer(a, 0, 9); args.SetBuffer(null, 0, 0); ArrayPool<byte>.Shared.Return(a); socket.SendAsync(args);")]
    [InlineData("args.SetBuffer(a, 0, 9); Elsewhere(args); ArrayPool<byte>.Shared.Return(a);")]
    [InlineData("args.SetBuffer(a, 0, 9); ArrayPool<byte>.Shared.Return(a); args.SetBuffer(new byte[9], 0, 9); socket.SendAsync(args);")]
    [InlineData("args.SetBuffer(a, 0, 9);")]
    [InlineData("args.SetBuffer(a, 0, 9); socket.SendAsync(args);")]
    [InlineData("args.SetBuffer(a, 0, 9); try { socket.SendAsync(args); } catch { ArrayPool<byte>.Shared.Return(a); throw; }")]
    [InlineData("args.SetBuffer(a, 0, 9); try { if (!socket.SendAsync(args)) Done(args); } catch (ObjectDisposedException) { ArrayPool<byte>.Shared.Return(a); }")]
    [InlineData("SocketAsyncEventArgs other = new(); other.SetBuffer(new byte[9], 0, 9); args.SetBuffer(a, 0, 9); socket.SendAsync(other); ArrayPool<byte>.Shared.Return(a);")]
    public Task SentOrNot(string statements) => IsAsync(statements);

    [Theory]
    [InlineData("args.SetBuffer(a, 0, 9); if (socket.SendAsync(args)) await _source.Task; ArrayPool<byte>.Shared.Return(a);")]
    [InlineData("args.SetBuffer(a, 0, 9); socket.SendAsync(args); await Task.Delay(9); ArrayPool<byte>.Shared.Return(a);")]
    [InlineData("args.SetBuffer(a, 0, 9); try { if (socket.SendAsync(args)) { await _source.Task.ConfigureAwait(false); } } finally { ArrayPool<byte>.Shared.Return(a); }")]
    public Task Awaited(string statements) => IsAsync(statements, "async Task");

    private static Task IsAsync(string statements, string result = "void") => Own.FileAsync($$"""
        using System;
        using System.Buffers;
        using System.Net.Sockets;
        using System.Threading.Tasks;

        class C
        {
            readonly SocketAsyncEventArgs _args = new();
            readonly System.Threading.AutoResetEvent _event = new(false);
            readonly TaskCompletionSource _source = new();
            readonly TaskCompletionSource<int> _number = new();
            Action _wait;
            bool Waited => _event.WaitOne();
            static bool Again(SocketAsyncEventArgs args) => args.Count > 0;
            volatile bool _done;

            {{result}} M(Socket socket, SocketAsyncEventArgs args, System.Net.EndPoint end, bool b)
            {
                byte[] a = ArrayPool<byte>.Shared.Rent(9);
                {{statements}}
            }

            static void Done(SocketAsyncEventArgs args) => Console.WriteLine(args.BytesTransferred);

            static void Done(object sender, SocketAsyncEventArgs args) => Console.WriteLine(args.BytesTransferred);

            static void Back(object sender, SocketAsyncEventArgs args) => ArrayPool<byte>.Shared.Return(args.Buffer);

            static void Elsewhere(SocketAsyncEventArgs args) => args.SetBuffer(null, 0, 0);

            void WaitFor() => _event.WaitOne();
        }
        """);
}
