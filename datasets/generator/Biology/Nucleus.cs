using ShiftEval.SmearGenerator.Randomness;

namespace ShiftEval.SmearGenerator.Biology;

/// <summary>A nucleus: beads along an arc, joined by bridges, scaled to a given area.</summary>
/// <remarks>All four classes are one family of shapes, and neighbouring classes meet: a shallow constriction may belong to either.</remarks>
internal sealed class Nucleus
{
    private const double Blend = 0.12;
    private readonly (double X, double Y, double Radius)[] _beads;
    private readonly double _bridge;
    private readonly double _scale;
    private readonly double _x;
    private readonly double _y;
    private readonly double _cosine;
    private readonly double _sine;

    public Nucleus(CellClass label, double area, Xoshiro random)
    {
        (int count, double step, double bend, double bridge) = label switch
        {
            CellClass.Round => (2, random.Uniform(0.0, 0.55), random.Uniform(0, 0.6), 1.0),
            CellClass.Kidney => (4, random.Uniform(0.5, 0.85), random.Uniform(0.75, 1.35), random.Uniform(0.78, 1.0)),
            CellClass.Bilobed => (2, random.Uniform(1.45, 2.1), 0.0, random.Uniform(0.2, 0.62)),
            _ => (random.Unit() < 0.65 ? 3 : 4, random.Uniform(1.3, 1.75), random.Uniform(0.7, 1.75), random.Uniform(0.15, 0.6)),
        };
        _bridge = bridge;
        _beads = Chain(count, step, bend, random);
        double turn = random.Uniform(0, 2 * Math.PI);
        (_sine, _cosine) = Math.SinCos(turn);
        _scale = Math.Sqrt(area / UnitArea());
        _x = random.Normal(0, 0.5);
        _y = random.Normal(0, 0.5);
    }

    /// <summary>Signed distance to the outline in micrometres, negative inside.</summary>
    public double Distance(double x, double y)
    {
        double u = (x - _x) / _scale;
        double v = (y - _y) / _scale;
        return _scale * UnitDistance(_cosine * u + _sine * v, _cosine * v - _sine * u);
    }

    private static (double X, double Y, double Radius)[] Chain(int count, double step, double bend, Xoshiro random)
    {
        var beads = new (double X, double Y, double Radius)[count];
        double heading = -bend * (count - 2) / 2;
        double x = 0;
        double y = 0;
        for (int i = 0; i < count; i++)
        {
            beads[i] = (x, y, random.Uniform(0.86, 1.14));
            double length = step * random.Uniform(0.9, 1.1);
            x += length * Math.Cos(heading);
            y += length * Math.Sin(heading);
            heading += bend * random.Uniform(0.8, 1.2);
        }

        double centreX = beads.Average(bead => bead.X);
        double centreY = beads.Average(bead => bead.Y);
        return [.. beads.Select(bead => (bead.X - centreX, bead.Y - centreY, bead.Radius))];
    }

    private double UnitDistance(double x, double y)
    {
        double sum = 0;
        for (int i = 0; i < _beads.Length; i++)
        {
            (double beadX, double beadY, double radius) = _beads[i];
            sum += Math.Exp((radius - Math.Sqrt((x - beadX) * (x - beadX) + (y - beadY) * (y - beadY))) / Blend);
            if (i > 0)
            {
                sum += Math.Exp(-BridgeDistance(_beads[i - 1], _beads[i], x, y) / Blend);
            }
        }

        return -Blend * Math.Log(sum + 1e-300);
    }

    private double BridgeDistance((double X, double Y, double Radius) from, (double X, double Y, double Radius) to, double x, double y)
    {
        double dx = to.X - from.X;
        double dy = to.Y - from.Y;
        double along = Math.Clamp(((x - from.X) * dx + (y - from.Y) * dy) / (dx * dx + dy * dy + 1e-9), 0, 1);
        double offX = x - from.X - along * dx;
        double offY = y - from.Y - along * dy;
        return Math.Sqrt(offX * offX + offY * offY) - _bridge * Math.Min(from.Radius, to.Radius);
    }

    private double UnitArea()
    {
        const double reach = 5;
        const double pitch = 0.1;
        int inside = 0;
        for (double y = -reach; y <= reach; y += pitch)
        {
            for (double x = -reach; x <= reach; x += pitch)
            {
                inside += UnitDistance(x, y) < 0 ? 1 : 0;
            }
        }

        return inside * pitch * pitch;
    }
}
