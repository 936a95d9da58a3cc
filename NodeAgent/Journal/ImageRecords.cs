using System.Text.Json;
using DePin.NodeAgent.Containers;

namespace DePin.NodeAgent.Journal;

/// <summary>
/// The images that this node pulled, by name: written before the engine is asked, so that none is forgotten. Read when wanted.
/// </summary>
internal sealed class ImageRecords(JournalFile file)
{
    public IReadOnlyList<PulledImage> All() => [.. file.Read(JournalTable.Images).Select(row => Parse(row.Value))];

    /// <summary>Null: it is not this node's.</summary>
    public PulledImage? Find(EngineImage image) => file
        .Read(JournalTable.Images, image.ToString(), $"{image}\0")
        .Select(row => Parse(row.Value))
        .FirstOrDefault();

    /// <summary>The engine is about to pull it, and does not have it.</summary>
    public void Begin(JournalDraft draft, EngineImage image) =>
        Put(draft, (Find(image) ?? new PulledImage(image.ToString(), null, 0, 0)) with { UsedAt = draft.Now });

    /// <summary>The engine has it. Nothing when it is not this node's.</summary>
    public void Arrived(JournalDraft draft, EngineImage image, ImageFacts facts)
    {
        if (Find(image) is { } ours)
        {
            Put(draft, ours with { Id = facts.Id, Bytes = facts.SizeBytes, UsedAt = draft.Now });
        }
    }

    /// <summary>A job is about to begin with it, or has ended. Nothing when it is not this node's.</summary>
    public void Used(JournalDraft draft, EngineImage image)
    {
        if (Find(image) is { } ours)
        {
            Put(draft, ours with { UsedAt = draft.Now });
        }
    }

    public static void Forget(JournalDraft draft, PulledImage image) => draft.Writes.Add(it => it.Delete(JournalTable.Images, image.Name));

    private static void Put(JournalDraft draft, PulledImage image)
    {
        string document = JsonSerializer.Serialize(image, JournalJson.Default.PulledImage);
        draft.Writes.Add(it => it.Put(JournalTable.Images, image.Name, document));
    }

    private static PulledImage Parse(string document) => JsonSerializer.Deserialize(document, JournalJson.Default.PulledImage)!;
}
