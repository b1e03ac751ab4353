namespace ShiftEval.SmearGenerator.Optics;

/// <summary>Three values, one per colour channel: optical density, light or gain.</summary>
internal readonly record struct Rgb(double R, double G, double B)
{
    public static Rgb operator *(Rgb a, Rgb b) => new(a.R * b.R, a.G * b.G, a.B * b.B);

    public static Rgb operator *(double factor, Rgb value) => new(factor * value.R, factor * value.G, factor * value.B);

    public static Rgb operator +(Rgb a, Rgb b) => new(a.R + b.R, a.G + b.G, a.B + b.B);

    public Rgb Map(Func<double, double> function) => new(function(R), function(G), function(B));
}
