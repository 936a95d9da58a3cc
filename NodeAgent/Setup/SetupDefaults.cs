using DePin.NodeAgent.Configuration;
using DePin.Protocol.Jobs;

namespace DePin.NodeAgent.Setup;

/// <summary>What is proposed while the configuration as a whole cannot be read yet.</summary>
internal static class SetupDefaults
{
    /// <summary>Null where there is nothing to propose.</summary>
    public static string? Of(ConfigurationText text, SetupQuestion question)
    {
        OfferOptions offer = new();
        return YamlEdit.Find(text.Text, question.Key) ?? question.Key switch
        {
            "offer.maxJobs" => offer.MaxJobs.ToString(System.Globalization.CultureInfo.InvariantCulture),
            "offer.reserve.memory" => new ByteSize(offer.ReserveMemoryBytes).ToString(),
            "offer.reserve.disk" => new ByteSize(offer.ReserveDiskBytes).ToString(),
            _ => null,
        };
    }
}
