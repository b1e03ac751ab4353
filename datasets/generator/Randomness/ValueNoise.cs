namespace ShiftEval.SmearGenerator.Randomness;

/// <summary>Smooth noise in −1..1: uniform values on a square lattice, blended by smoothstep.</summary>
internal sealed class ValueNoise
{
    private const int Size = 32;
    private readonly double[] _lattice = new double[Size * Size];
    private readonly double _spacing;

    /// <param name="random">Where the lattice values come from.</param>
    /// <param name="spacing">Distance of lattice points, in micrometres; the noise repeats after 32 of them.</param>
    public ValueNoise(Xoshiro random, double spacing)
    {
        _spacing = spacing;
        foreach (ref double value in _lattice.AsSpan())
        {
            value = random.Uniform(-1, 1);
        }
    }

    public double At(double x, double y)
    {
        x /= _spacing;
        y /= _spacing;
        double left = Math.Floor(x);
        double top = Math.Floor(y);
        double u = Smooth(x - left);
        double v = Smooth(y - top);
        int column = (int)left;
        int row = (int)top;
        double upper = Value(column, row) + u * (Value(column + 1, row) - Value(column, row));
        double lower = Value(column, row + 1) + u * (Value(column + 1, row + 1) - Value(column, row + 1));
        return upper + v * (lower - upper);
    }

    private static double Smooth(double t) => t * t * (3 - 2 * t);

    private double Value(int column, int row) => _lattice[(row & (Size - 1)) * Size + (column & (Size - 1))];
}
