namespace DePin.Protocol.Jobs.Documents;

/// <summary>The dotted name of a place in a spec: <c>resources.gpu.model[1]</c>. Becomes text only for an error.</summary>
internal sealed class SpecPath
{
    public static readonly SpecPath Root = new(null, "");

    private readonly SpecPath? _parent;
    private readonly string _step;

    private SpecPath(SpecPath? parent, string step)
    {
        _parent = parent;
        _step = step;
    }

    public SpecPath Key(string key) => new(this, key);

    public SpecPath Item(int index) => new(this, $"[{index}]");

    public override string ToString()
    {
        if (_parent is null)
        {
            return _step;
        }

        string parent = _parent.ToString();
        return parent.Length == 0 || _step.StartsWith('[') ? parent + _step : $"{parent}.{_step}";
    }
}
