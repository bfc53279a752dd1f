using System;
using System.Buffers;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Security.Cryptography;
using System.Text.Json;

namespace FragApi.Cli.Writing;

/// <summary>One file of a journal.</summary>
/// <param name="File">The target, absolute and without links.</param>
/// <param name="OldHash">SHA-256 of what was there; null for a file that is created.</param>
/// <param name="NewHash">SHA-256 of what shall be there.</param>
/// <param name="Modified">When the original was last modified (UTC): put back with it.</param>
internal sealed record JournalEntry(string File, string? OldHash, string NewHash, DateTime Modified);

/// <summary>
/// What a write is about to do, in a file in the root folder: it is there before anything else is and goes last, so
/// whoever finds it can settle the write, whatever became of its process. While it is not committed, settling means
/// taking our own files away; once it is, it means completing.
/// </summary>
/// <remarks>
/// A journal may come from anywhere, a cloned repository included. It therefore names no file of our own: their names
/// follow from the process, the id and the target's folder, and a target is never touched without one of them beside it.
/// </remarks>
internal sealed class Journal
{
    public const string FileName = ".fragapi-journal";

    private const int Version = 1;
    private const int HashLength = 2 * SHA256.HashSizeInBytes;

    /// <summary>Whether the file in the folder is this journal: only then is it ours to remove.</summary>
    private bool _isPublished;

    private Journal(string root, int process, string id, bool isCommitted, IReadOnlyList<JournalEntry> entries)
    {
        Root = root;
        Process = process;
        Id = id;
        IsCommitted = isCommitted;
        Entries = entries;
    }

    public Journal(string root, IReadOnlyList<JournalEntry> entries)
        : this(root, Environment.ProcessId, RandomNumberGenerator.GetHexString(8, lowercase: true), false, entries)
    {
    }

    public string Root { get; }

    public int Process { get; }

    public string Id { get; }

    public bool IsCommitted { get; private set; }

    public IReadOnlyList<JournalEntry> Entries { get; }

    public string FilePath => Path.Combine(Root, FileName);

    private string TemporaryPath => Path.Combine(Root, Invariant($"{FileName}-{Process}-{Id}.tmp"));

    /// <summary>Where the new bytes wait, beside the target: a rename is atomic within a file system only.</summary>
    public string NewPath(int index) => Beside(index, "new");

    /// <summary>Where the original is kept; for a created file an empty file, which says that the target is ours to remove.</summary>
    public string OldPath(int index) => Beside(index, "old");

    /// <summary>Makes the journal visible; fails when there is one.</summary>
    public void Publish()
    {
        Disk.WriteNew(TemporaryPath, Serialize(), like: null);
        File.Move(TemporaryPath, FilePath, overwrite: false);
        _isPublished = true;
        Native.FlushFolder(Root);
    }

    /// <summary>From here on the write is completed by whoever comes.</summary>
    public void Commit()
    {
        IsCommitted = true;
        try
        {
            Disk.WriteNew(TemporaryPath, Serialize(), like: null);
            File.Move(TemporaryPath, FilePath, overwrite: true);
        }
        catch
        {
            IsCommitted = false;
            throw;
        }

        Native.FlushFolder(Root);
    }

    public void Remove()
    {
        Disk.Remove(TemporaryPath);
        if (_isPublished)
            Disk.Remove(FilePath);
    }

    /// <summary>Journals that were never made visible.</summary>
    public static string[] FindUnpublished(string root)
    {
        try
        {
            return Directory.GetFiles(root, FileName + "-*.tmp");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>The journal in the folder, or null when there is none.</summary>
    /// <exception cref="WriteFailedException">It is damaged.</exception>
    public static Journal? Read(string root)
    {
        string path = Path.Combine(root, FileName);
        try
        {
            return Disk.ReadIfThere(path) is byte[] bytes ? Deserialize(root, bytes) : null;
        }
        catch (Exception damaged) when (damaged is JsonException or FormatException or InvalidOperationException or KeyNotFoundException or ArgumentException)
        {
            throw WriteFailedException.Unsettled(
                path,
                "this is not a journal that this version of fragapi can read",
                "If an older or newer version was interrupted here, run that version again; else look at the files named in it and at the '.fragapi-*.tmp' files beside them, then delete it.",
                damaged);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw WriteFailedException.Unsettled(path, "the journal of an interrupted write cannot be read: " + WriteFailedException.Explain(unreadable).What, "Make it readable and run the command again.", unreadable);
        }
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private string Beside(int index, string what) =>
        Path.Combine(Path.GetDirectoryName(Entries[index].File)!, Invariant($".fragapi-{Process}-{Id}-{index}-{what}.tmp"));

    private byte[] Serialize()
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteNumber("version", Version);
            json.WriteNumber("process", Process);
            json.WriteString("id", Id);
            json.WriteBoolean("committed", IsCommitted);
            json.WriteStartArray("files");
            foreach (JournalEntry entry in Entries)
            {
                json.WriteStartObject();
                // Relative where it can be: the tree may be mounted elsewhere when the write is settled.
                json.WriteString("file", RealPath.IsUnder(entry.File, Root) ? Path.GetRelativePath(Root, entry.File) : entry.File);
                json.WriteString("old", entry.OldHash);
                json.WriteString("new", entry.NewHash);
                json.WriteNumber("modified", entry.Modified.Ticks);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static Journal Deserialize(string root, byte[] bytes)
    {
        using JsonDocument document = JsonDocument.Parse(bytes);
        JsonElement json = document.RootElement;
        if (json.GetProperty("version").GetInt32() != Version)
            throw new FormatException("another version");
        string id = json.GetProperty("id").GetString() ?? "";
        if (id.Length == 0 || !IsHex(id))
            throw new FormatException("id");
        List<JournalEntry> entries = [];
        foreach (JsonElement file in json.GetProperty("files").EnumerateArray())
        {
            string path = file.GetProperty("file").GetString() ?? throw new FormatException("file");
            entries.Add(new JournalEntry(
                Path.GetFullPath(Path.Combine(root, path)),
                file.GetProperty("old").GetString() is string old ? HashOf(old) : null,
                HashOf(file.GetProperty("new").GetString() ?? ""),
                new DateTime(file.GetProperty("modified").GetInt64(), DateTimeKind.Utc)));
        }

        return new Journal(root, json.GetProperty("process").GetInt32(), id, json.GetProperty("committed").GetBoolean(), entries) { _isPublished = true };
    }

    private static string HashOf(string text) => text.Length == HashLength && IsHex(text) ? text : throw new FormatException("hash");

    private static bool IsHex(string text)
    {
        foreach (char c in text)
        {
            if (!char.IsAsciiHexDigitLower(c))
                return false;
        }

        return true;
    }
}
