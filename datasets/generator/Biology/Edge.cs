namespace ShiftEval.SmearGenerator.Biology;

/// <summary>Soft edges of things that are given by a signed distance.</summary>
internal static class Edge
{
    /// <summary>1 inside, 0 outside, smooth over ±<paramref name="softness"/> micrometres.</summary>
    public static double Inside(double distance, double softness)
    {
        double t = Math.Clamp(0.5 - distance / (2 * softness), 0, 1);
        return t * t * (3 - 2 * t);
    }
}
