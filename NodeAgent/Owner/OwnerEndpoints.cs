namespace DePin.NodeAgent.Owner;

/// <summary>Answers the owner from the latest snapshot. Everything here reads; nothing changes the node.</summary>
internal static class OwnerEndpoints
{
    public static void Map(IEndpointRouteBuilder routes, OwnerBoard board)
    {
        routes.MapGet(OwnerRoutes.Status, () => TypedResults.Json(board.Current.Status, OwnerJson.Default.NodeStatus));
        routes.MapGet(OwnerRoutes.Attempts, () => TypedResults.Json(board.Current.Attempts, OwnerJson.Default.IReadOnlyListOwnerAttempt));
        routes.MapGet(
            OwnerRoutes.Attestations,
            () => TypedResults.Json(board.Current.Attestations, OwnerJson.Default.IReadOnlyListOwnerAttestation));
    }
}
