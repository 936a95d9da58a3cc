namespace DePin.Simulation.Scheduling;

/// <summary>The parts of one life of a scheduler, as endpoints ask for them.</summary>
internal sealed class ProgramServices : IServiceProvider
{
    private readonly Dictionary<Type, object> _parts = [];

    public void Add<T>(T part)
        where T : class => _parts[typeof(T)] = part;

    public object? GetService(Type serviceType) => _parts.GetValueOrDefault(serviceType);
}
