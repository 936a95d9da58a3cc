using System.Text.Json.Serialization.Metadata;

namespace DePin.Scheduler.Http;

/// <summary>The replies endpoints give.</summary>
internal static class Reply
{
    public static IResult Ok<T>(T value, JsonTypeInfo<T> type) => new WireReply<T>(value, type, StatusCodes.Status200OK);

    public static IResult Created<T>(T value, JsonTypeInfo<T> type) => new WireReply<T>(value, type, StatusCodes.Status201Created);

    public static IResult NoContent { get; } = Results.NoContent();
}
