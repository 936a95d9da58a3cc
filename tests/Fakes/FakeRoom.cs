using DePin.NodeAgent.Attempts.Room;

namespace DePin.Fakes;

/// <summary>A disk as roomy as the test says, at each moment.</summary>
internal sealed class FakeRoom : IRoom
{
    public static RoomReading Plenty { get; } = new(1L << 40, 1 << 24);

    public Func<RoomReading?> Says { get; set; } = () => Plenty;

    public RoomReading? Read() => Says();
}
