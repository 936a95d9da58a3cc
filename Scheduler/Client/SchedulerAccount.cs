using System.Security.Cryptography.X509Certificates;

namespace DePin.Scheduler.Client;

/// <summary>Which scheduler is called, and as whom.</summary>
/// <param name="Url">Absolute, <c>https</c>, or <c>http</c> to loopback.</param>
/// <param name="Token">Null only for calls that need none.</param>
/// <param name="Authorities">When given, the only certificate authorities trusted for <paramref name="Url"/>; otherwise the
/// system's.</param>
internal sealed record SchedulerAccount(Uri Url, ApiToken? Token, X509Certificate2Collection? Authorities = null);
