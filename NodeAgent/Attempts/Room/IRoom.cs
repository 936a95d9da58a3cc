namespace DePin.NodeAgent.Attempts.Room;

/// <summary>The room on the machine's disk.</summary>
public interface IRoom
{
    /// <summary>As it is now; null where it cannot be known.</summary>
    RoomReading? Read();
}
