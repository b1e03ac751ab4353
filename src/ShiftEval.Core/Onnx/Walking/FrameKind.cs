namespace ShiftEval.Onnx.Walking;

/// <summary>How a run comes into a scope.</summary>
internal enum FrameKind
{
    /// <summary>The main graph.</summary>
    Main,

    /// <summary>The body of a model-local function, once a call.</summary>
    Function,

    /// <summary>The branch of an If whose condition is fixed in the file, and which is the one taken.</summary>
    TakenBranch,

    /// <summary>A branch of an If whose condition depends on what is fed.</summary>
    Branch,

    /// <summary>The body of a Loop, a Scan or another operator that runs it any number of times.</summary>
    Repeated,
}
