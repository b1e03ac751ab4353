using ShiftEval.SmearGenerator.Randomness;

namespace ShiftEval.SmearGenerator.Biology;

/// <summary>One white cell: its outline, nucleus, grains and how much dye each part takes up.</summary>
internal sealed class WhiteCell
{
    private readonly double _x;
    private readonly double _y;
    private readonly double _radius;
    private readonly (double Amplitude, double Phase)[] _waves;
    private readonly Nucleus _nucleus;
    private readonly Granules _granules;
    private readonly ValueNoise _chromatin;
    private readonly double _azureOfNucleus;
    private readonly double _azureOfCytoplasm;
    private readonly double _eosinOfCytoplasm;

    // Sizes and dye are drawn without a look at the class: only the shape of the nucleus and the grains tell it.
    public WhiteCell(CellClass label, Xoshiro random)
    {
        _x = random.Normal(0, 0.9);
        _y = random.Normal(0, 0.9);
        _radius = random.Uniform(5.6, 7.2);
        _waves = [.. Enumerable.Range(2, 4).Select(order => (random.Normal(0, 0.09 / order), random.Uniform(0, 2 * Math.PI)))];
        _azureOfNucleus = random.Uniform(0.75, 1.15);
        _azureOfCytoplasm = random.Uniform(0.10, 0.30);
        _eosinOfCytoplasm = random.Uniform(0.12, 0.38);
        double area = Math.PI * _radius * _radius * random.Uniform(0.30, 0.50);
        _nucleus = new Nucleus(label, area, random);
        _granules = new Granules(label, _radius, random);
        _chromatin = new ValueNoise(random, 0.9);
    }

    public void Stain(double x, double y, ref Dye dye)
    {
        x -= _x;
        y -= _y;
        double nucleus = Edge.Inside(_nucleus.Distance(x, y), 0.18);
        double body = Math.Max(nucleus, Edge.Inside(Outline(x, y), 0.3));
        if (body == 0)
        {
            return;
        }

        double grain = nucleus < 1 ? _granules.At(x, y) : 1;
        double azure = (1 - nucleus) * _azureOfCytoplasm * grain + nucleus * _azureOfNucleus * (1 + 0.22 * _chromatin.At(x, y));
        double eosin = (1 - nucleus) * _eosinOfCytoplasm * grain + nucleus * 0.3;

        // A white cell pushes its neighbours aside; what overlaps its rim shines through in part.
        dye = new Dye(dye.Azure * (1 - 0.8 * body) + azure * body, dye.Eosin * (1 - 0.8 * body) + eosin * body);
    }

    private double Outline(double x, double y)
    {
        double angle = Math.Atan2(y, x);
        double radius = 1;
        for (int i = 0; i < _waves.Length; i++)
        {
            radius += _waves[i].Amplitude * Math.Cos((i + 2) * angle + _waves[i].Phase);
        }

        return Math.Sqrt(x * x + y * y) - _radius * radius;
    }
}
