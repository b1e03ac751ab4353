namespace ShiftEval.Inference;

/// <summary>What a model's output numbers are.</summary>
public enum ScoreKind
{
    /// <summary>Unnormalised scores: softmax gives probabilities.</summary>
    Logits,

    /// <summary>Natural logarithms of probabilities; softmax takes them back.</summary>
    LogProbabilities,

    /// <summary>Probabilities that sum to one; a single column is the probability of the second of two classes.</summary>
    Probabilities,

    /// <summary>Scores before the logistic function; a single column is that of the second of two classes.</summary>
    Sigmoid,
}
