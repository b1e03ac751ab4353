namespace ShiftEval.Tests.Onnx.Mutation;

/// <summary>One idea of how a model file can be damaged, or made to be more than it looks.</summary>
internal interface IMutator
{
    /// <summary>The damaged file.</summary>
    /// <param name="model">A sound file.</param>
    /// <param name="random">All chance comes from here.</param>
    /// <param name="folder">The folder that the file will lie in, for traps beside it.</param>
    byte[] Apply(byte[] model, Random random, string folder);
}
