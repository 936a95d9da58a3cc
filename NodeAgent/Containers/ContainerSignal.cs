namespace DePin.NodeAgent.Containers;

/// <summary>The signals a job can be sent, by their number on Linux (signal(7)).</summary>
public enum ContainerSignal
{
    Hangup = 1,
    Interrupt = 2,
    Quit = 3,
    Kill = 9,
    User1 = 10,
    User2 = 12,
    Terminate = 15,
    Continue = 18,
    WindowChange = 28,
}
