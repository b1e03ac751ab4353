using ShiftEval.SmearGenerator.Randomness;

namespace ShiftEval.SmearGenerator.Biology;

/// <summary>A red cell: a disc, slightly oval, paler in the middle.</summary>
internal sealed class RedCell
{
    private readonly double _x;
    private readonly double _y;
    private readonly double _radius;
    private readonly double _stretch;
    private readonly double _cosine;
    private readonly double _sine;
    private readonly double _pallor;
    private readonly double _eosin;

    public RedCell(double x, double y, Xoshiro random)
    {
        _x = x;
        _y = y;
        _radius = random.Uniform(3.1, 3.9);
        _stretch = random.Uniform(1, 1.25);
        (_sine, _cosine) = Math.SinCos(random.Uniform(0, Math.PI));
        _pallor = random.Uniform(0.2, 0.7);
        _eosin = random.Uniform(0.42, 0.62);
    }

    public void Stain(double x, double y, ref Dye dye)
    {
        double u = (_cosine * (x - _x) + _sine * (y - _y)) * _stretch;
        double v = _cosine * (y - _y) - _sine * (x - _x);
        double distance = Math.Sqrt(u * u + v * v);
        if (distance > _radius + 0.3)
        {
            return;
        }

        double middle = distance / (0.55 * _radius);
        double amount = Edge.Inside(distance - _radius, 0.25) * (1 - _pallor * Math.Exp(-middle * middle));
        dye = dye with { Eosin = dye.Eosin + _eosin * amount };
    }
}
