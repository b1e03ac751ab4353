using ShiftEval.SmearGenerator.Randomness;

namespace ShiftEval.SmearGenerator.Optics;

/// <summary>One slide: the lab's means with this slide's own deviations, shared by all cells on it.</summary>
internal sealed class Slide
{
    public Slide(Lab lab, Xoshiro random)
    {
        Lab = lab;
        Azure = (lab.StainStrength * Math.Exp(random.Normal(0, 0.10))) * lab.Azure.Map(value => value * Math.Exp(random.Normal(0, 0.05)));
        Eosin = (lab.StainStrength * Math.Exp(random.Normal(0, 0.12))) * lab.Eosin.Map(value => value * Math.Exp(random.Normal(0, 0.05)));
        Illuminant = Math.Exp(random.Normal(0, 0.03)) * lab.Illuminant.Map(value => value * Math.Exp(random.Normal(0, 0.015)));
        Defocus = lab.Defocus * Math.Exp(random.Normal(0, 0.2));
        Crowding = lab.Crowding * Math.Exp(random.Normal(0, 0.25));
        LightX = random.Normal(0, 0.15);
        LightY = random.Normal(0, 0.15);
    }

    public Lab Lab { get; }

    public Rgb Azure { get; }

    public Rgb Eosin { get; }

    public Rgb Illuminant { get; }

    public double Defocus { get; }

    public double Crowding { get; }

    /// <summary>Where the light is brightest, as a share of half the field.</summary>
    public double LightX { get; }

    /// <inheritdoc cref="LightX"/>
    public double LightY { get; }
}
