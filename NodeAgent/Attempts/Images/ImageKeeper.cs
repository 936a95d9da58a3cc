using DePin.NodeAgent.Attempts.Room;
using DePin.NodeAgent.Containers;
using DePin.NodeAgent.Journal;
using Microsoft.Data.Sqlite;

namespace DePin.NodeAgent.Attempts.Images;

/// <summary>
/// Keeps the images that jobs may want again, and removes the longest unused where the disk is short or the owner keeps no more: one at a
/// time, for layers are shared and only the disk says what came back. Only what this node pulled, and nothing that a container uses.
/// </summary>
internal sealed partial class ImageKeeper(Workbench bench, ILogger<ImageKeeper> logger)
{
    public async Task RunAsync(CancellationToken token)
    {
        try
        {
            while (true)
            {
                bool removed = await LookAsync(token);
                await Task.Delay(removed ? bench.Rules.WatchRoomEvery : bench.Rules.LookAtImagesEvery, bench.Time, token);
            }
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            // Told to stop.
        }
    }

    /// <summary>Removes the image that was not used for the longest time.</summary>
    /// <returns>False: there is none that could go.</returns>
    public async Task<bool> RemoveOneAsync(CancellationToken token) => await RemoveFirstAsync(await UnusedAsync(token), token);

    /// <returns>False: a job wants it, or a container uses it.</returns>
    public async Task<bool> RemoveAsync(PulledImage image, CancellationToken token)
    {
        if (!await bench.Runtime.RemoveImageAsync(image.Image, token))
        {
            return false;
        }

        Log.Removed(logger, image.Name, image.Bytes);
        bench.Journal.Change(Step.JournalImage, draft => ImageRecords.Forget(draft, image));
        return true;
    }

    /// <summary>Removes what no job uses, the longest unused first, until the rest has no more than <paramref name="keepBytes"/>.</summary>
    /// <param name="keepBytes">What unused images may have together.</param>
    /// <param name="onlyLook">Nothing is removed.</param>
    /// <param name="token">Gives up; what is removed is gone.</param>
    /// <returns>What was, or would be, removed, and what is left of the unused ones.</returns>
    /// <exception cref="EngineUnavailableException"/>
    public async Task<(IReadOnlyList<PulledImage> Gone, IReadOnlyList<PulledImage> Left)> PruneAsync(
        long keepBytes, bool onlyLook, CancellationToken token)
    {
        List<PulledImage> gone = [];
        HashSet<string> tried = [];
        while (true)
        {
            // Looked at anew each time: a job may have come that wants one of them.
            IReadOnlyList<PulledImage> unused = await UnusedAsync(token);
            IReadOnlyList<PulledImage> beyond = ImagePlan.Beyond(unused, keepBytes);
            if (onlyLook)
            {
                return (beyond, [.. unused.Skip(beyond.Count)]);
            }

            if (beyond.FirstOrDefault(image => tried.Add(image.Name)) is not { } next)
            {
                return (gone, unused);
            }

            if (await RemoveFirstAsync([next], token))
            {
                gone.Add(next);
            }
        }
    }

    private async Task<bool> RemoveFirstAsync(IReadOnlyList<PulledImage> unused, CancellationToken token)
    {
        foreach (PulledImage image in unused)
        {
            try
            {
                if (await RemoveAsync(image, token))
                {
                    return true;
                }
            }
            catch (EngineException e)
            {
                // One that does not go keeps none of the others.
                Log.NotRemoved(logger, e.Message);
            }
        }

        return false;
    }

    private async Task<bool> LookAsync(CancellationToken token)
    {
        if (bench.Room.State is RoomState.Ample && !ImagePlan.AreTooMany(Pulled(), bench.Images))
        {
            return false;
        }

        try
        {
            IReadOnlyList<PulledImage> unused = await UnusedAsync(token);
            return (bench.Room.State is not RoomState.Ample || ImagePlan.AreTooMany(unused, bench.Images))
                && await RemoveFirstAsync(unused, token);
        }
        catch (EngineUnavailableException e)
        {
            bench.Engine.Away(e);
        }
        catch (Exception e) when (e is EngineException or SqliteException)
        {
            Log.NotRemoved(logger, e.Message);
        }

        return false;
    }

    private async Task<IReadOnlyList<PulledImage>> UnusedAsync(CancellationToken token)
    {
        if (Pulled().Count == 0)
        {
            return [];
        }

        // The journal last: what is then not in it comes too late for this image, and pulls it again.
        IReadOnlySet<string> inUse = await bench.Runtime.ImagesInUseAsync(token);
        return ImagePlan.Unused(Pulled(), [.. bench.Journal.Attempts.Values], inUse);
    }

    private IReadOnlyList<PulledImage> Pulled() => bench.Journal.Read(bench.Journal.Images.All);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Image {Image} was removed: {Bytes} bytes, which no job used.")]
        public static partial void Removed(ILogger logger, string image, long bytes);

        [LoggerMessage(LogLevel.Warning, "An image could not be removed: {Problem}")]
        public static partial void NotRemoved(ILogger logger, string problem);
    }
}
