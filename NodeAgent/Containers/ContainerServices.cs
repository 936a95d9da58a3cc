using DePin.Attestation;
using DePin.NodeAgent.Configuration;
using DePin.NodeAgent.Containers.Egress;
using DePin.NodeAgent.Containers.Engine;
using DePin.NodeAgent.Containers.Images;
using DePin.NodeAgent.Containers.Sandboxes;

namespace DePin.NodeAgent.Containers;

internal static class ContainerServices
{
    /// <summary>
    /// Registers <see cref="IContainerRuntime"/> on a Docker engine, the loop that keeps sandboxes ready, and the firewall.
    /// </summary>
    /// <param name="services">Must have <see cref="TimeProvider"/>.</param>
    /// <param name="options">What the owner set.</param>
    /// <param name="node">This node: only what carries its label is touched.</param>
    public static IServiceCollection AddContainers(this IServiceCollection services, ContainerOptions options, Address node)
    {
        services.AddSingleton(provider => new EngineClient(options.Socket, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new EgressFirewall(new Iptables([], provider.GetRequiredService<TimeProvider>())));
        services.AddSingleton(provider => new SandboxPool(provider.GetRequiredService<EngineClient>(), node, options.Sandboxes));
        services.AddSingleton<IContainerRuntime>(provider => new DockerRuntime(
            provider.GetRequiredService<EngineClient>(), provider.GetRequiredService<SandboxPool>(),
            provider.GetRequiredService<EgressFirewall>(),
            new RegistryGuard(options.AllowRegistries, provider.GetRequiredService<TimeProvider>()), node,
            provider.GetRequiredService<TimeProvider>()));
        return services.AddHostedService<SandboxLoop>();
    }
}
