using ShiftEval.SmearGenerator.Randomness;

namespace ShiftEval.SmearGenerator.Biology;

/// <summary>Grains in the cytoplasm: they move dye together without adding any, so that no class is darker than another.</summary>
internal sealed class Granules
{
    private readonly (double X, double Y, double Radius)[] _grains;
    private readonly double _strength;
    private readonly double _mean;

    public Granules(CellClass label, double cellRadius, Xoshiro random)
    {
        _strength = label == CellClass.Bilobed ? random.Uniform(0.35, 1.1) : random.Uniform(0.0, 0.45);
        _grains = new (double, double, double)[70 + random.Below(40)];
        double dye = 0;
        foreach (ref (double X, double Y, double Radius) grain in _grains.AsSpan())
        {
            double radius = cellRadius * Math.Sqrt(random.Unit());
            (double sine, double cosine) = Math.SinCos(random.Uniform(0, 2 * Math.PI));
            grain = (radius * cosine, radius * sine, random.Uniform(0.3, 0.48));
            dye += Math.PI * grain.Radius * grain.Radius;
        }

        _mean = dye / (Math.PI * cellRadius * cellRadius);
    }

    /// <summary>Factor on the cytoplasm's dye, 1 on average over the cell.</summary>
    public double At(double x, double y)
    {
        double sum = 0;
        foreach ((double grainX, double grainY, double radius) in _grains)
        {
            double squared = ((x - grainX) * (x - grainX) + (y - grainY) * (y - grainY)) / (radius * radius);
            sum += squared < 9 ? Math.Exp(-squared) : 0;
        }

        return Math.Max(0.1, 1 + _strength * (sum - _mean));
    }
}
