using DePin.Protocol.Jobs;
using DePin.Scheduler.Artifacts;

namespace DePin.Scheduler.Tests.Artifacts;

internal sealed class ContentPinsTests
{
    private static readonly ContentHash _content = ContentHash.Of("x"u8);
    private readonly ContentPins _pins = new();
    private int _removed;

    [Test]
    public void What_somebody_holds_stays_until_the_last_one_lets_go()
    {
        IDisposable first = _pins.Hold([_content, ContentHash.Of("y"u8)]);
        IDisposable second = _pins.Hold([_content, _content]);
        first.Dispose();
        first.Dispose();
        Assert.That(Remove(named: false), Is.False);
        second.Dispose();
        Assert.That(Remove(named: false), Is.True);
        Assert.That(_removed, Is.EqualTo(1));
    }

    [Test]
    public void What_was_named_before_it_was_let_go_stays()
    {
        bool named = false;
        using (_pins.Hold([_content]))
        {
            named = true;
        }

        Assert.That(_pins.Remove(_content, _ => named, () => _removed++), Is.False);
        Assert.That(_removed, Is.Zero);
    }

    private bool Remove(bool named) => _pins.Remove(_content, _ => named, () => _removed++);
}
