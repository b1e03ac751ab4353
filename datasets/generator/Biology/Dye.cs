namespace ShiftEval.SmearGenerator.Biology;

/// <summary>Amounts of the two dyes at a point; 1 is what a typical nucleus holds.</summary>
internal readonly record struct Dye(double Azure, double Eosin);
