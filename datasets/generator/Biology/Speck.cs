using ShiftEval.SmearGenerator.Randomness;

namespace ShiftEval.SmearGenerator.Biology;

/// <summary>A platelet or a grain of precipitated dye.</summary>
internal sealed class Speck
{
    private readonly double _x;
    private readonly double _y;
    private readonly double _radius;
    private readonly double _azure;

    public Speck(Xoshiro random, double reach)
    {
        bool platelet = random.Unit() < 0.6;
        _x = random.Uniform(-reach, reach);
        _y = random.Uniform(-reach, reach);
        _radius = platelet ? random.Uniform(0.8, 1.4) : random.Uniform(0.2, 0.5);
        _azure = platelet ? random.Uniform(0.25, 0.6) : random.Uniform(0.4, 1.0);
    }

    public void Stain(double x, double y, ref Dye dye)
    {
        double squared = ((x - _x) * (x - _x) + (y - _y) * (y - _y)) / (_radius * _radius);
        if (squared < 4)
        {
            dye = dye with { Azure = dye.Azure + _azure * Math.Exp(-squared * squared) };
        }
    }
}
