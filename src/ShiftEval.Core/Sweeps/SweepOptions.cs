using ShiftEval.Comparison.Setup;
using ShiftEval.Metrics;

namespace ShiftEval.Sweeps;

/// <summary>What is swept over.</summary>
public sealed record SweepOptions
{
    /// <summary>The default of <see cref="Draws"/>.</summary>
    public const int DefaultDraws = 5;

    /// <summary>The default of <see cref="Tolerance"/>: a percentage point.</summary>
    public const double DefaultTolerance = 0.01;

    /// <summary>The default of <see cref="TrainingBatch"/>, as Wu &amp; Johnson train.</summary>
    public const int DefaultTrainingBatch = 32;

    /// <summary>The default of <see cref="TrainingSteps"/>.</summary>
    public const int DefaultTrainingSteps = 100;

    /// <summary>Data, domains, preprocessing, device.</summary>
    public required RunOptions Run { get; init; }

    /// <summary>The model's path.</summary>
    public required string Model { get; init; }

    /// <summary>What changes.</summary>
    public required SweepAxis Over { get; init; }

    /// <summary>The spec that is swept: constants, estimated from images.</summary>
    public string Statistics { get; init; } = "domain";

    /// <summary>The points; empty takes a grid that suits the axis.</summary>
    public IReadOnlyList<double> Points { get; init; } = [];

    /// <summary>Seeded draws a point, at least 1.</summary>
    public int Draws { get; init; } = DefaultDraws;

    /// <summary>How far from the plateau still counts as on it, in units of the metric; at least 0.</summary>
    public double Tolerance { get; init; } = DefaultTolerance;

    /// <summary>Images a batch of the simulated training, at least 2.</summary>
    public int TrainingBatch { get; init; } = DefaultTrainingBatch;

    /// <summary>Steps of the simulated training, at least 1.</summary>
    public int TrainingSteps { get; init; } = DefaultTrainingSteps;

    /// <summary>Metrics; the primary one has the plateau.</summary>
    public MetricOptions Metrics { get; init; } = new();
}
