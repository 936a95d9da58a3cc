using DePin.Protocol;

namespace DePin.NodeAgent.Owner;

/// <summary>What the owner's socket answers, for both its sides.</summary>
internal static class OwnerRoutes
{
    public const string Status = "/v1/status";
    public const string Attempts = "/v1/attempts";
    public const string Attestations = "/v1/attestations";
    public const string Drain = "/v1/drain";
    public const string Reload = "/v1/reload";
    public const string Prune = "/v1/prune";

    public const string StopPattern = Attempts + "/{id}/stop";
    public const string LogPattern = Attempts + "/{id}/log";

    public static string Stop(AttemptId id) => $"{Attempts}/{id}/stop";

    public static string Log(AttemptId id, bool follow) => $"{Attempts}/{id}/log?follow={(follow ? "true" : "false")}";
}
