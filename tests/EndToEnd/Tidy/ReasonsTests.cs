namespace DePin.EndToEnd.Tidy;

internal sealed class ReasonsTests
{
    [Test]
    public void The_sources_give_their_reasons() => SourceTree.AssertNone(SourceTree.CSharp.SelectMany(Reasons.Check));

    [TestCase("unsafe { *p = 1; }")]
    [TestCase("static unsafe class C { void M() { fixed (byte* p = x) { F(p); } } }")]
    [TestCase("static unsafe class C { static extern void F(byte* p); }")]
    [TestCase("#pragma warning disable CA1822")]
    [TestCase("try { F(); } catch { }")]
    [TestCase("try { F(); } catch (IOException) when (stopping)\n{\n}")]
    [TestCase("F(); // TODO later")]
    [TestCase("/* FIXME */ F();")]
    public void What_needs_a_reason_and_gives_none_is_found(string code) =>
        Assert.That(Reasons.Check(new SourceFile("Scheduler/Some.cs", code)).Count(), Is.EqualTo(1));

    [TestCase("// SAFETY: p points into the pinned buffer above\nunsafe { *p = 1; }")]
    [TestCase("unsafe class C { void M()\n{\n    // SAFETY: 32 bytes\n    fixed (byte* p = x)\n    fixed (byte* q = y)\n{ F(p, q); } } }")]
    [TestCase("#pragma warning disable CA1822 // the interface asks for an instance")]
    [TestCase("try { F(); }\ncatch (OperationCanceledException)\n{\n    // we asked for it\n}")]
    [TestCase("Log(\"TODO\");")]
    [TestCase("var toDoList = 1; // what is to do")]
    public void A_reason_is_enough(string code) => Assert.That(Reasons.Check(new SourceFile("Scheduler/Some.cs", code)), Is.Empty);
}
