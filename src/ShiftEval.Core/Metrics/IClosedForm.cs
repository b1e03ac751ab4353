namespace ShiftEval.Metrics;

/// <summary>A metric's interval and paired test in closed form, for cells in which every group has one sample.</summary>
internal interface IClosedForm
{
    /// <summary>Name of the interval of one cell.</summary>
    string Interval { get; }

    /// <summary>Name of the interval of a difference.</summary>
    string PairedInterval { get; }

    /// <summary>Name of the paired test.</summary>
    string Test { get; }

    /// <summary>The interval around a value that is defined.</summary>
    Limits IntervalOf(ScoredSamples cell, double value, double confidence);

    /// <summary>Interval and two-sided p of a difference that is defined, to − from; p null where the form has none.</summary>
    (Limits Limits, double? P) Compare(ScoredSamples from, ScoredSamples to, double difference, double confidence);
}
